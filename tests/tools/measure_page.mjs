// Measures the search page in Chromium: node tools/measure_page.mjs SITE QUERY...
//
// SITE holds `search/` with its scripts. For each query, in a fresh browser profile: bytes before the
// query and for it (bodies as sent, without compression of scripts), milliseconds from Enter
// to the first painted result, and the same for a second query.
import { chromium } from "playwright-core";

import { serve } from "../js/site.js";

const [folder, ...queries] = process.argv.slice(2);
const site = await serve(folder);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const rows = [];
for (const query of queries) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let bytes = 0;
  page.on("response", async (response) => {
    if (response.url().includes("/search/")) bytes += (await response.body().catch(() => "")).length;
  });
  await page.goto(site.address);
  await page.focus("input[type=search]");
  await page.waitForTimeout(200);
  const first = bytes;
  const ask = (text) =>
    page.evaluate(
      (text) =>
        new Promise((resolve) => {
          const input = document.querySelector("input[type=search]");
          const list = document.querySelector("[data-search-results]");
          const begin = performance.now();
          const seen = new MutationObserver(() => {
            if (!list.children.length) return;
            seen.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - begin));
          });
          list.replaceChildren();
          seen.observe(list, { childList: true });
          setTimeout(resolve, 5000, NaN);
          input.value = text;
          input.form.requestSubmit();
        }),
      text,
    );
  const cold = await ask(query);
  await page.waitForTimeout(300);
  const asked = bytes - first;
  const warm = await ask(query.slice(0, -1));
  rows.push({ first, asked, cold, warm });
  console.log(query, JSON.stringify({ first, asked, cold: Math.round(cold), warm: Math.round(warm) }));
  await context.close();
}
const median = (key) => rows.map((row) => row[key]).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
console.log(`medians: first ${median("first")} B, query ${median("asked")} B, cold ${median("cold").toFixed(0)} ms, warm ${median("warm").toFixed(0)} ms`);
await browser.close();
site.close();
