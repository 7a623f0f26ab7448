// node shots.mjs PLAN.json: takes a picture of each page of the plan in light and dark at each width.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, serve } from "./host.mjs";

// A word that items of both archives hold: without a query the search page shows little of itself.
const QUERY = "?q=区块链";
// Pages that scripts fill are looked at when they are.
const FILLED = { "/explore/": "[data-explore-items] li", ["/search/" + QUERY]: "[data-search-results] li" };
// Taller ones cannot be looked at, and Chromium draws at most 16,384 px.
const TALLEST = 6000;

const plan = JSON.parse(await readFile(process.argv[2], "utf8"));
const browser = await launch(plan.chromium);
const counts = { passed: 0, failed: 0 };
for (const site of plan.sites) {
  const host = await serve(site.folder);
  for (const width of plan.widths) {
    for (const colorScheme of ["light", "dark"]) {
      const folder = join(plan.output, site.name, `${width}-${colorScheme}`);
      await mkdir(folder, { recursive: true });
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const paths = site.pages.flatMap((path) => (path === "/search/" ? [path, path + QUERY] : [path]));
      for (const path of paths) {
        await page.goto(host.origin + encodeURI(path), { waitUntil: "load" });
        if (path in FILLED) await page.locator(FILLED[path]).first().waitFor();
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
        const name = path.replaceAll(/[/?=]+/g, "_").replace(/^_|_$/g, "") || "home";
        await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, clip });
        counts.passed += 1;
      }
      await context.close();
    }
  }
  host.close();
}
await browser.close();
console.log(JSON.stringify(counts));
