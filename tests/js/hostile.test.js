// What strangers wrote (tests/cases/hostile), in a real browser: the site that dibao makes of it, beside
// one of a careless generator, both left by `cargo test --test it hostile`. A canary fires when a script
// of a post runs or when a page asks another host for anything. CHROMIUM names the browser.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const left = fileURLToPath(new URL("../../target/tmp/hostile/", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const host = await import("../browser/host.mjs").catch(() => null);
const skip = !host
  ? "run `npm ci` in tests/ first"
  : !existsSync(executablePath)
    ? "no browser"
    : !existsSync(left) && "run `cargo test --test it hostile` first";

let browser;
before(async () => {
  if (!skip) browser = await host.launch(executablePath);
});
after(() => browser?.close());

/** Paths of all pages below a folder, without those that only send their reader on. */
function pages(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath ?? file.path, file.name).slice(folder.length + 1));
  const stays = (path) => !readFileSync(join(folder, path), "utf8").includes('<meta http-equiv="refresh" content="0; url=/');
  return paths.filter((path) => path.endsWith(".html") && (folder.endsWith("careless") || stays(path))).sort();
}

/** Runs in each page before anything of its own. */
function watch() {
  window.canary = (number) => window.tell(`canary ${number}`);
  window.alert = window.confirm = window.prompt = window.print = () => window.tell("a dialog");
  document.addEventListener("securitypolicyviolation", (event) => {
    window.tell(`policy: ${event.violatedDirective} refuses ${event.blockedURI} (${event.sample})`);
  });
}

/** Runs in a page: does what a reader might, on everything that would answer. */
async function poke() {
  for (const element of document.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!/^on/i.test(name)) continue;
      element.dispatchEvent(new Event(name.slice(2).toLowerCase(), { bubbles: false }));
    }
    for (const name of ["href", "xlink:href", "action", "formaction"]) {
      const address = element.getAttribute(name) ?? "";
      if (/^[\s\x00-\x20]*javascript:/i.test(address.replace(/[\t\n\r]/g, ""))) {
        const frame = document.createElement("a");
        frame.href = address;
        document.body.append(frame);
        frame.click();
      }
    }
  }
  await new Promise((done) => setTimeout(done, 30));
}

/** Opens pages, six at a time, and collects what fires: one line each, with its page. */
async function fired(origin, paths, visit, options) {
  const context = await browser.newContext(options);
  const told = new Set();
  const queue = [...paths];
  const open = async () => {
    const page = await context.newPage();
    let at = "";
    await page.exposeBinding("tell", (_, words) => told.add(`${at}: ${words}`));
    await page.addInitScript(watch);
    page.on("dialog", (dialog) => (told.add(`${at}: a dialog`), dialog.dismiss()));
    page.on("popup", (other) => other.close().catch(() => {}));
    page.on("pageerror", (error) => told.add(`${at}: a script failed: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) told.add(`${at}: asks for ${url}`);
    });
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      at = path;
      const address = `${origin}/${path.split("/").map(encodeURIComponent).join("/")}`;
      await page.goto(address, { waitUntil: "domcontentloaded", timeout: 20_000 }).catch((error) => told.add(`${at}: ${error.message.split("\n")[0]}`));
      await visit(page).catch(() => {});
    }
    await page.close();
  };
  await Promise.all(Array.from({ length: 6 }, open));
  await context.close();
  return [...told].sort();
}

const cases = (told) => new Set(told.filter((line) => /canary|dialog|asks for/.test(line)).map((line) => line.split(":")[0]));

test("what a careless generator publishes fires", { skip }, async () => {
  const folder = join(left, "careless");
  const site = await host.serve(folder);
  const told = await fired(site.origin, pages(folder), (page) => page.evaluate(poke), { bypassCSP: true });
  site.close();
  const n = cases(told).size;
  console.log(`careless: ${n} of ${pages(folder).length} posts fire`);
  assert.ok(n > 100, `only ${n} fire: the test would see nothing`);
});

// What the policy stops it also tells, so that nothing which tried passes for nothing.
test("nothing fires on any page of ours, and nothing tries what the policy refuses", { skip }, async () => {
  const folder = join(left, "ours");
  const site = await host.serve(folder);
  const told = await fired(site.origin, pages(folder), (page) => page.evaluate(poke), {});
  site.close();
  console.log(`ours: ${pages(folder).length} pages opened`);
  assert.deepEqual(told, []);
});

test("nothing fires among the results of a search for everything, nor in facets and advice", { skip }, async () => {
  const folder = join(left, "ours");
  const site = await host.serve(folder);
  const items = readFileSync(join(folder, "data/items.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const shown = new Set();
  const told = await fired(site.origin, ["search/index.html"], async (page) => {
    const answered = () =>
      page.waitForFunction(() => {
        const list = document.querySelector("[data-search-results]");
        return document.querySelector("[data-search-status]").textContent && !list.hasAttribute("aria-busy");
      });
    const queries = ["哨兵", "甲", "canary", "script", '"<img src=x onerror"', "onmouseover", "onerroz", "标签:\"<script>\"", "乙丙丁戊己庚", "data-canary"];
    for (const query of queries) {
      await page.goto(`${site.origin}/search/?q=${encodeURIComponent(query)}`);
      await answered();
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      const more = page.locator("[data-search-more]");
      while (await more.isVisible()) {
        const n = await page.locator("[data-item-id]").count();
        await more.click();
        await page.waitForFunction((n) => document.querySelectorAll("[data-item-id]").length > n || document.querySelector("[data-search-more]").hidden, n);
      }
      for (const id of await page.$$eval("[data-item-id]", (all) => all.map((one) => one.dataset.itemId))) shown.add(id);
      await page.evaluate(poke);
    }
  }, { bypassCSP: true });
  site.close();
  assert.deepEqual(told, []);
  const missing = items.filter(({ id, text }) => text.includes("哨兵") && !shown.has(id));
  assert.deepEqual(missing.map(({ id }) => id), [], "every result was looked at");
  assert.ok(shown.size > 250, `only ${shown.size} results`);
});
