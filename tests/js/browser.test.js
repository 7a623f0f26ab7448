// The search page in a real browser, on what `cargo test --test it search` left.
// CHROMIUM names the browser; /usr/bin/chromium otherwise.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { PAGE, serve } from "./site.js";

const left = fileURLToPath(new URL("../../target/tmp/search/", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const playwright = await import("playwright-core").catch(() => null);
const skip = !playwright
  ? "run `npm ci` in tests/ first"
  : !existsSync(executablePath)
    ? "no browser"
    : !existsSync(left) && "run `cargo test --test it search` first";
const without = (name) => skip || (!existsSync(join(left, name)) && "no seeds here");

let browser;
before(async () => {
  if (!skip) browser = await playwright.chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(() => browser?.close());

/** Opens the page with a query and waits until the answer stands. */
async function open(address, query) {
  const page = await browser.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/404/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(`${address}?q=${encodeURIComponent(query)}`);
  await answered(page);
  return page;
}

const answered = (page) =>
  page.waitForFunction(() => {
    const list = document.querySelector("[data-search-results]");
    return document.querySelector("[data-search-status]").textContent && !list.hasAttribute("aria-busy");
  });

async function ask(page, query) {
  await page.fill("input[type=search]", "");
  await page.waitForFunction(() => !document.querySelector("[data-search-status]").textContent);
  await page.fill("input[type=search]", query);
  await answered(page);
}

/** Paths of all that the page has loaded. */
const fetched = (page) => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
const more = (page) => page.locator("[data-search-more]");
async function ids(page) {
  while (await more(page).isVisible()) {
    const n = await page.locator("[data-item-id]").count();
    await more(page).click();
    await page.waitForFunction((n) => document.querySelectorAll("[data-item-id]").length > n || document.querySelector("[data-search-more]").hidden, n);
  }
  return page.$$eval("[data-search-results] a", (links) => links.map((link) => link.dataset.itemId));
}
const total = (page) => page.$eval("[data-search-status]", ({ dataset }) => [Number(dataset.total), dataset.exact]);

for (const engine of ["single", "sharded"]) {
  test(`the seeds' queries find exactly their items (${engine})`, { skip: without(`golden-${engine}`) }, async () => {
    const folder = join(left, `golden-${engine}`);
    const site = await serve(folder);
    const page = await open(site.address, "区块链");
    for (const [query, expected] of JSON.parse(readFileSync(join(folder, "queries.json"), "utf8"))) {
      await ask(page, query);
      const found = await ids(page);
      assert.equal(found.sort().join(" "), expected, query);
      assert.deepEqual(await total(page), [found.length, "true"], query);
    }
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });

  test(`the terminal and the browser agree on every query and its order (${engine})`, { skip }, async () => {
    const folder = join(left, `random-${engine}`);
    const site = await serve(folder);
    const page = await open(site.address, "区块");
    for (const [query, expected] of JSON.parse(readFileSync(join(folder, "queries.json"), "utf8")).slice(0, 60)) {
      if (!query.trim()) continue;
      await ask(page, query);
      assert.deepEqual(await ids(page), expected, JSON.stringify(query));
    }
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });

  test(`facets count what the results hold (${engine})`, { skip }, async () => {
    const folder = join(left, `random-${engine}`);
    const site = await serve(folder);
    const page = await open(site.address, "区块");
    assert.ok(!(await fetched(page)).some((path) => /facets|terms|\/n\//.test(path)), "nothing before the panel opens");
    await page.click("summary");
    for (const [query, expected] of JSON.parse(readFileSync(join(folder, "counts.json"), "utf8"))) {
      await ask(page, query);
      await page.waitForFunction((n) => document.querySelector(".facets-note")?.textContent.includes(` ${n} `), (await total(page))[0]);
      for (const button of await page.$$("[data-search-terms] button")) await button.click();
      const shown = await page.$$eval("[data-term]", (all) =>
        all.map((box) => [box.dataset.term, Number(box.closest("label").querySelector("[data-count]").dataset.count)]),
      );
      assert.deepEqual(Object.fromEntries(shown.sort()), Object.fromEntries(Object.entries(expected).sort()), query);
      assert.equal(await page.getAttribute(".facets-note", "data-exact"), "true");
    }
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });

  test(`two values of a facet mean either, two facets both, and Back undoes (${engine})`, { skip }, async () => {
    const site = await serve(join(left, `random-${engine}`));
    const page = await open(site.address, "区块");
    const all = (await total(page))[0];
    await page.click("summary");
    const count = async (term) => Number(await page.getAttribute(`label:has([data-term="${term}"]) [data-count]`, "data-count"));
    const choose = async (term, checked) => {
      const before = page.url();
      await page.click(`[data-term="${term}"]`);
      await page.waitForFunction((old) => location.href !== old, before);
      await page.waitForFunction(([t, c]) => document.querySelector(`[data-term="${t}"]`)?.checked === c, [term, checked]);
      await answered(page);
      return (await total(page))[0];
    };
    await page.waitForSelector("[data-term]");
    const [shenzhen, europe] = [await count("r广东/深圳"), await count("r欧洲")];
    assert.equal(await choose("r广东/深圳", true), shenzhen);
    assert.equal(await count("r欧洲"), europe, "a facet in which something is chosen counts the others");
    const either = await choose("r欧洲", true);
    assert.ok(either > shenzhen && either <= shenzhen + europe && either < all);
    const spaced = await count("t数字 经济");
    assert.equal(await choose("t数字 经济", true), spaced, "AND between facets");
    assert.match(new URL(page.url()).searchParams.get("q"), /^区块 地区:广东\/深圳 地区:欧洲 标签:"数字 经济"$/);
    await page.goBack();
    await page.waitForFunction((n) => document.querySelector("[data-search-status]").dataset.total === String(n), either);
    assert.equal(await choose("r广东/深圳", false), europe);
    await page.reload();
    await page.waitForSelector('[data-term="r欧洲"]');
    assert.deepEqual(await total(page), [europe, "true"], "the address says all");
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });

  test(`without hits the terminal's advice stands apart from the results (${engine})`, { skip }, async () => {
    const folder = join(left, `random-${engine}`);
    const site = await serve(folder);
    const page = await open(site.address, "区块");
    for (const [query, expected] of JSON.parse(readFileSync(join(folder, "advice.json"), "utf8"))) {
      await ask(page, query);
      const offered = () => page.$$eval("[data-search-suggestions] [data-query]", (all) => all.map((one) => one.dataset.query));
      const matching = (await total(page))[0];
      if (!matching && expected.length) await page.waitForFunction((n) => document.querySelectorAll("[data-search-suggestions] [data-query]").length >= n, expected.length);
      await page.waitForTimeout(100);
      assert.deepEqual(await offered(), expected, query);
      assert.equal(await page.locator("[data-search-results] > *").count() > 0, matching > 0, query);
      assert.equal(await page.locator("[data-search-suggestions] [data-item-id]").count(), 0, "never hits");
    }
    await ask(page, "区块链 甲乙");
    await page.waitForSelector(".partial mark");
    assert.match(await page.textContent("[data-search-status]"), /没有条目含“甲乙”/);
    await page.click('[data-query="区块链"]');
    await page.waitForFunction(() => document.querySelector("input").value === "区块链");
    await answered(page);
    assert.ok((await total(page))[0] > 0);
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });

  test(`odd queries are answered calmly (${engine})`, { skip }, async () => {
    const site = await serve(join(left, `random-${engine}`));
    const page = await open(site.address, "区块");
    for (const query of ["<img src=x onerror=alert(1)>", "(.*)+$[", "\\", "-", '"', "日期:", "标签:<b>", "\ud800", "区\udc00", "%00", "constructor __proto__"]) {
      await ask(page, query);
    }
    await page.fill("input[type=search]", "链".repeat(10_000));
    await page.waitForFunction(() => document.querySelector("[data-search-status]").textContent.includes("太长"));
    assert.equal(await page.locator("img, script:not([src])").count(), 0);
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });
}

test("a site opened from the disk can be searched", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "dibao-"));
  await cp(join(left, "random-single"), folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), PAGE);
  const page = await open(pathToFileURL(join(folder, "index.html")).href, "区块链");
  assert.ok((await total(page))[0] > 10);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("a missing or cut-off file gives a calm message", { skip }, async () => {
  const folder = join(left, "random-sharded");
  const cut = join(mkdtempSync(join(tmpdir(), "dibao-")), "cut.bin");
  writeFileSync(cut, Buffer.from([0x1f, 0x8b, 8, 0, 1]));
  for (const instead of ["", cut]) {
    const site = await serve(folder, (path) => (/\/search\/[pse]\//.test(path) ? instead : null));
    const page = await open(site.address, "区块链");
    assert.match(await page.textContent("[data-search-status]"), /刷新/);
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  }
});

test("a site built anew under an open page still answers", { skip }, async () => {
  let folder = "random-sharded";
  const site = await serve("/nowhere", (path) => join(left, folder, path));
  const page = await open(site.address, "区块");
  folder = existsSync(join(left, "golden-sharded")) ? "golden-sharded" : "random-single";
  await ask(page, "数字货币");
  assert.ok((await total(page))[0] > 0);
  await page.close();
  site.close();
});

test("keys: slash focuses, arrows choose, Enter opens, Escape lets go", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "区块");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await page.getAttribute("input[type=search]", "aria-activedescendant");
  assert.equal(await page.getAttribute(`#${active}`, "aria-selected"), "true");
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("input[type=search]", "aria-activedescendant"), null);
  await page.keyboard.press("Escape");
  assert.equal(await page.inputValue("input[type=search]"), "");
  await page.close();
  site.close();
});

test("the address keeps the query, and Back returns to it", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "区块");
  await page.fill("input[type=search]", "货币");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=%E8%B4%A7%E5%B8%81/);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("input[type=search]").value === "区块");
  await page.close();
  site.close();
});

test("exactly the matching characters are marked", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "台湾");
  const marks = await page.$$eval("mark", (all) => all.map((mark) => mark.textContent));
  assert.ok(marks.length > 0);
  assert.ok(marks.every((mark) => mark === "臺灣"), marks.join());
  await page.close();
  site.close();
});

test("nothing is fetched before the box has the focus", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(site.address);
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((path) => /manifest|\.bin/.test(path)), []);
  await page.focus("input[type=search]");
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((path) => /manifest|\.bin/.test(path)), ["/search/manifest.json"]);
  await page.close();
  site.close();
});
