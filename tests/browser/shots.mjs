// node shots.mjs PLAN.json: takes a picture of each page of the plan in light and dark at each width.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch, serve } from "./host.mjs";

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
      for (const path of site.pages) {
        await page.goto(host.origin + encodeURI(path), { waitUntil: "load" });
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
        const name = path.replaceAll("/", "_").replace(/^_|_$/g, "") || "home";
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
