// node audit.mjs PLAN.json: opens each page of the plan in light and dark at each width and looks for
// violations of axe's rules and of the Content Security Policy, requests to other hosts, errors of
// scripts, and text wider than the window. Tells them on standard error; prints the counts as JSON.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch, serve } from "./host.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCHEMES = ["light", "dark"];

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const browser = await launch(plan.chromium);
const counts = { passed: 0, failed: 0 };
for (const site of plan.sites) {
  const host = await serve(site.folder);
  for (const width of plan.widths) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: "reduce",
        viewport: { width, height: 800 },
      });
      await context.addInitScript(watchPolicy);
      for (const path of site.pages) {
        const found = await audit(context, host.origin, path);
        const counted = site.name === "sample" ? found : found.filter(isOurs);
        counts[counted.length === 0 ? "passed" : "failed"] += 1;
        if (found.length > 0) {
          console.error(`${site.name} ${path} (${width} px, ${colorScheme})`);
          for (const line of found) console.error(`  ${line}`);
        }
      }
      await context.close();
    }
  }
  host.close();
}
await browser.close();
console.log(JSON.stringify(counts));

/**
 * Whether a finding is ours whatever stands in a post: on pages of real posts, what axe says of
 * their own markup and how wide their words are is told and not counted.
 */
function isOurs(line) {
  return /^(asks another host|policy:|a script failed)/.test(line);
}

/** Runs in the page, before anything of its own: keeps what the policy refuses. */
function watchPolicy() {
  window.refusedByPolicy = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refusedByPolicy.push(`${event.violatedDirective} refuses ${event.blockedURI} (${event.sample})`);
  });
}

/**
 * Everything wrong with one page, a line each.
 *
 * @returns {Promise<string[]>}
 */
async function audit(context, origin, path) {
  const found = [];
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) found.push(`asks another host: ${url}`);
  });
  page.on("response", (response) => {
    const own = response.request().isNavigationRequest();
    if (response.status() >= 400 && !own) found.push(`answer ${response.status()}: ${response.url()}`);
  });
  page.on("pageerror", (error) => found.push(`a script failed: ${error.message}`));
  await page.goto(origin + encodeURI(path), { waitUntil: "load" });
  const refused = await page.evaluate(() => window.refusedByPolicy);
  found.push(...refused.map((line) => `policy: ${line}`));
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) found.push(`wider than the window by ${overflow} px: ${await page.evaluate(widest)}`);
  // Evaluated through the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of violations) {
    const places = violation.nodes.slice(0, 3).map((node) => node.target.join(" "));
    found.push(`axe ${violation.id} (${violation.nodes.length}): ${violation.help}: ${places.join("; ")}`);
    const reason = violation.nodes[0].any[0]?.message;
    if (reason) found.push(`    ${reason}`);
  }
  await page.close();
  return found;
}

/** Runs in the page: names the element that reaches furthest to the right. */
function widest() {
  let furthest = document.body;
  for (const element of document.body.querySelectorAll("*")) {
    if (element.getBoundingClientRect().right > furthest.getBoundingClientRect().right) furthest = element;
  }
  const classes = furthest.getAttribute("class");
  return furthest.localName + (furthest.id ? `#${furthest.id}` : "") + (classes ? `.${classes.split(/\s+/).join(".")}` : "");
}
