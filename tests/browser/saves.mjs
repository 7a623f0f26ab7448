// Measures, in Chromium, how long a saved post takes to be seen on its page under `dibao serve`: from the
// save to the event that has the page loaded again, and from there to the paint of the page with the
// saved words. `cargo xtask bench --edits` starts it with a plan and shows what it prints.

import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { launch } from "./host.mjs";

/** @type {{chromium: string, origin: string, posts: {path: string, file: string}[], saves: number, pause: number}} */
const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
/** Saves of one post after another, as of somebody who writes. */
const IN_A_ROW = 10;

const now = () => performance.timeOrigin + performance.now();
const at = (share, all) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(share * all.length))];
const round = (n) => Math.round(n * 10) / 10;
const spread = (all) => ({ median: round(at(0.5, all)), p95: round(at(0.95, all)) });

/** Runs in every page before its own scripts: notes when it is told to load again and when it is painted. */
function watch() {
  const now = () => performance.timeOrigin + performance.now();
  const told = sessionStorage.getItem("told");
  let last = 0;
  window.EventSource = class extends EventSource {
    constructor(address) {
      super(address);
      this.addEventListener("state", () => (last = now()));
    }
  };
  addEventListener("pagehide", () => sessionStorage.setItem("told", String(last)));
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) window.seen = { told: Number(told), painted: performance.timeOrigin + paint.startTime };
  }).observe({ type: "paint", buffered: true });
}

const browser = await launch(plan.chromium);
const page = await browser.newPage();
await page.addInitScript(watch);
const toEvent = [];
const toPaint = [];
for (let number = 0; number < plan.saves; number += 1) {
  const post = plan.posts[Math.floor(number / IN_A_ROW) % plan.posts.length];
  if (number % IN_A_ROW === 0) await page.goto(plan.origin + post.path);
  // The site is gathered anew after a save, and the machine quiet again before the next.
  await wait(plan.pause);
  const words = `第${number}次保存，${process.pid}。`;
  const text = `${readFileSync(post.file, "utf8").trimEnd()}${words}\n`;
  const saved = now();
  writeFileSync(post.file, text);
  // A page that was painted before its words came would be counted as too fast, not be missed.
  const seen = await page.waitForFunction(
    ([words, saved]) => window.seen?.told >= saved && document.body?.textContent.includes(words) && window.seen,
    [words, saved],
  );
  const { told, painted } = await seen.jsonValue();
  toEvent.push(told - saved);
  toPaint.push(painted - told);
}
await browser.close();
console.log(JSON.stringify({ event: spread(toEvent), painted: spread(toPaint) }));
