// The search page in a real browser, on what `cargo test --test it search` left.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { launch, noBrowser, open as openIn } from "./browser.js";
import { PAGE, serve } from "./site.js";

const left = fileURLToPath(new URL("../../target/tmp/search/", import.meta.url));
const skip = noBrowser || (!existsSync(left) && "run `cargo test --test it search` first");
const without = (name) => skip || (!existsSync(join(left, name)) && "no seeds here");

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

/** Opens the page with a query and waits until the answer stands. */
async function open(address, query) {
  const page = await openIn(browser, `${address}?q=${encodeURIComponent(query)}`, {}, /404/);
  await answered(page);
  return page;
}

const answered = (page) =>
  page.waitForFunction(() => {
    const list = document.querySelector("[data-search-results]");
    const terms = document.querySelector("[data-search-terms][aria-busy]");
    const { textContent, dataset } = document.querySelector("[data-search-status]");
    return textContent && "total" in dataset && !list.hasAttribute("aria-busy") && !terms;
  });

/** Waits until something is so, up to half a minute. */
async function until(isSo) {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 600, `still not so: ${isSo}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

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
      await answered(page);
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
    await answered(page);
    assert.equal(await choose("r广东/深圳", false), europe);
    await page.reload();
    await page.waitForSelector('[data-term="r欧洲"]');
    await answered(page);
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
      if (expected.length) await page.waitForFunction((n) => document.querySelectorAll("[data-search-suggestions] [data-query]").length >= n, expected.length);
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

const bad = (bytes) => {
  const file = join(mkdtempSync(join(tmpdir(), "dibao-")), "bad");
  writeFileSync(file, bytes);
  return file;
};
const half = (path) => {
  const whole = readFileSync(path);
  return bad(whole.subarray(0, whole.length / 2));
};

for (const [engine, pattern, harm, instead] of [
  ["sharded", /\/search\/[pse]\//, "missing", () => ""],
  ["sharded", /\/search\/p\//, "cut in half", half],
  ["sharded", /\/search\/e\//, "cut in half", half],
  ["sharded", /\/search\/[pse]\//, "cut after the head of gzip", () => bad(Buffer.from([0x1f, 0x8b, 8, 0, 1]))],
  ["sharded", /\/search\/[pse]\//, "empty", () => bad("")],
  ["sharded", /\/search\/[pse]\//, "a page of the host", () => bad("<!doctype html><script>alert(1)</script>")],
  ["sharded", /manifest/, "missing", () => ""],
  ["sharded", /manifest/, "cut in half", half],
  ["sharded", /manifest/, "of another version", () => bad('{"version":99,"mode":"sharded"}')],
  ["sharded", /engine\.js/, "missing", () => ""],
  ["single", /index\.js/, "missing", () => ""],
  ["single", /manifest/, "missing", () => ""],
  ["single", /table\.js/, "missing", () => ""],
]) {
  test(`a calm message: ${pattern} ${harm} (${engine})`, { skip }, async () => {
    const folder = join(left, `random-${engine}`);
    const site = await serve(folder, (path) => (pattern.test(path) ? instead(join(folder, path)) : null));
    const page = await open(site.address, "区块链");
    assert.match(await page.textContent("[data-search-status]"), /刷新/);
    assert.equal(await page.locator("[data-search-results] > *, img, script:not([src])").count(), 0);
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });
}

for (const [engine, pattern] of [["sharded", /\/search\/n\//], ["single", /terms\.js/], ["sharded", /facets\.js/]]) {
  test(`without ${pattern} the panel says so and the results stay (${engine})`, { skip }, async () => {
    const site = await serve(join(left, `random-${engine}`), (path) => (pattern.test(path) ? "" : null));
    const page = await open(site.address, "区块链");
    await page.click("summary");
    await page.waitForFunction(() => /刷新/.test(document.querySelector("[data-search-terms]").textContent));
    assert.ok(await page.locator("[data-item-id]").count() > 0);
    assert.deepEqual(page.faults, []);
    await page.close();
    site.close();
  });
}

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
  // The engine is there for the first key, and with it what says which files there are.
  await until(() => asked.includes("/search/engine.js") && asked.includes("/search/manifest.json"));
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((path) => /manifest|\.bin/.test(path)), ["/search/manifest.json"]);
  await page.close();
  site.close();
});

test("the box is a combobox, its list a listbox, its count polite", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "不存在的词");
  const attribute = (name) => page.getAttribute("input[type=search]", name);
  assert.equal(await attribute("role"), "combobox");
  assert.equal(await attribute("aria-expanded"), "false");
  assert.equal(await attribute("aria-autocomplete"), "list");
  const list = await attribute("aria-controls");
  assert.equal(await page.getAttribute(`#${list}`, "role"), "listbox");
  await ask(page, "区块链");
  assert.equal(await attribute("aria-expanded"), "true");
  const roles = await page.$$eval(`#${list} [data-item-id]`, (all) => all.map((one) => [one.role, one.ariaSelected]));
  assert.ok(roles.length > 0 && roles.every(([role, chosen]) => role === "option" && chosen === "false"));
  assert.equal(await page.getAttribute("[data-search-status]", "aria-live"), "polite");
  assert.match(await page.textContent("[data-search-status]"), /^找到 \d+ 条$/);
  await page.close();
  site.close();
});

test("Ctrl-K and Meta-K focus, a slash in the box is a slash, Enter opens what is chosen", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "区块");
  for (const key of ["Control+k", "Meta+k"]) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  }
  await page.keyboard.press("End");
  await page.keyboard.press("/");
  assert.match(await page.inputValue("input[type=search]"), /\/$/);
  await ask(page, "区块");
  await page.evaluate(() => document.addEventListener("click", (event) => {
    document.body.dataset.opened = event.target.closest("a")?.dataset.itemId;
    event.preventDefault();
  }));
  await page.keyboard.press("ArrowUp");
  const last = await page.$$eval("[data-item-id]", (all) => all.at(-1).dataset.itemId);
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute("body", "data-opened"), last, "up from the box is the last");
  await page.close();
  site.close();
});

test("half-typed pinyin is never searched", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "block");
  const before = [await total(page), page.url()];
  await page.fill("input[type=search]", "");
  await page.waitForFunction(() => !document.querySelector("[data-search-status]").textContent);
  const at = page.url();
  const session = await page.context().newCDPSession(page);
  await page.focus("input[type=search]");
  for (const text of ["q", "qu", "qu k", "qu kuai"]) {
    await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(200);
    assert.equal(await page.textContent("[data-search-status]"), "", text);
  }
  assert.equal(page.url(), at);
  await session.send("Input.insertText", { text: "区块" });
  await answered(page);
  assert.match(page.url(), /q=%E5%8C%BA%E5%9D%97/);
  assert.ok((await total(page))[0] > 0);
  assert.notDeepEqual([await total(page), page.url()], before);
  await page.close();
  site.close();
});

test("keys in a row make one question; an answer that comes late is dropped", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "区块");
  await page.evaluate(() => {
    globalThis.asked = [];
    for (const name of ["pushState", "replaceState"]) {
      const real = history[name].bind(history);
      history[name] = (...all) => {
        globalThis.asked.push(new URL(all[2], location.href).searchParams.get("q"));
        real(...all);
      };
    }
  });
  await page.fill("input[type=search]", "");
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.type("chain");
  await page.clock.runFor(30);
  assert.equal(await page.getAttribute("[data-search-results]", "aria-busy"), null, "a word under way");
  await page.clock.resume();
  await page.waitForFunction(() => globalThis.asked.includes("chain"));
  assert.deepEqual((await page.evaluate(() => globalThis.asked)).filter((query) => query && query !== "chain"), []);
  await answered(page);

  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  let n_held = 0;
  await page.route(/\/search\/p\//, async (route) => {
    n_held += 1;
    await held;
    await route.continue();
  });
  await page.fill("input[type=search]", "方案平台");
  await page.waitForFunction(() => document.querySelector("[data-search-results]").ariaBusy === "true");
  await until(() => n_held > 0);
  await page.fill("input[type=search]", "市");
  await page.waitForFunction(() => document.querySelector("mark")?.textContent === "市");
  await answered(page);
  const before = [await total(page), await page.$$eval("[data-item-id]", (all) => all.map((one) => one.dataset.itemId))];
  letGo();
  await page.waitForTimeout(300);
  assert.deepEqual([await total(page), await page.$$eval("[data-item-id]", (all) => all.map((one) => one.dataset.itemId))], before);
  await page.close();
  site.close();
});

test("the sort and the number of results shown stand in the address", { skip }, async () => {
  const site = await serve(join(left, "random-sharded"));
  const page = await open(site.address, "区块");
  const seen = () => page.$$eval("[data-item-id]", (all) => all.map((one) => one.dataset.itemId));
  const byRelevance = await seen();
  await page.selectOption("[data-search-sort]", "date");
  await page.waitForFunction((first) => document.querySelector("[data-item-id]")?.dataset.itemId !== first, byRelevance[0]);
  await more(page).click();
  await page.waitForFunction(() => document.querySelectorAll("[data-item-id]").length === 40);
  const byDate = await seen();
  assert.match(page.url(), /sort=date.*n=40/);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll("[data-item-id]").length === 40);
  assert.deepEqual(await seen(), byDate);
  await page.goBack();
  await page.waitForFunction((first) => document.querySelector("[data-item-id]")?.dataset.itemId === first, byRelevance[0]);
  await page.close();
  site.close();
});

test("the page of a built site: narrow, without scripts, under its own policy", { skip: without("page") }, async () => {
  const site = await serve(join(left, "page"), (path) => join(left, "page", path.replace(/^\/base/, "").replace(/\/$/, "/index.html")));
  const address = `${site.address}base/search/?q=${encodeURIComponent("区块链")}&facets=open`;
  const page = await openIn(browser, address, { viewport: { width: 360, height: 640 } });
  await answered(page);
  await page.waitForSelector("[data-term]");
  assert.ok((await total(page))[0] > 0);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, "no scrolling sideways");
  const small = await page.$$eval("[data-search-terms] label", (all) => all.filter((one) => one.getBoundingClientRect().height < 24).length);
  assert.equal(small, 0, "labels are large enough to touch");
  const axe = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  assert.deepEqual(page.faults, []);
  await page.context().close();

  const plain = await browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(`${site.address}base/search/`);
  assert.ok(await still.locator("noscript").isVisible());
  assert.ok(await still.locator("main nav a").count() >= 5);
  assert.ok(!(await still.locator("[data-search-facets]").isVisible()));
  await plain.close();
  site.close();
});
