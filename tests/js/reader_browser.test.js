// What readers do, in a real browser, on the sample archive.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { build, noSample as skip, open as openIn, stage } from "./browser.js";

let browser, close, site;
before(async () => {
  if (skip) return;
  ({ browser, close, site } = await stage("reader", (into) => build(join(into, "site"))));
});
after(() => close?.());

const open = (path, options) => openIn(browser, site.origin + encodeURI(path), options);
const heading = (page) => page.locator("h1").innerText();

test("from the home page to a tag, an item, a policy and back", { skip }, async () => {
  const page = await open("/");
  await page.locator("#tags + .terms a", { hasText: "区块链" }).click();
  assert.equal(await heading(page), "区块链");
  await page.getByRole("link", { name: "四川发布新型基础设施建设行动方案" }).click();
  assert.match(page.url(), /#i-[0-9a-f]{8}$/);
  await page.locator(".cites a").first().click();
  assert.match(await heading(page), /^《.*》$/);
  await page.goBack();
  await page.goBack();
  assert.equal(await heading(page), "区块链");
  assert.deepEqual(page.faults, []);
});

test("facets combine, counts follow, and the address and Back keep the choice", { skip }, async () => {
  const page = await open("/explore/");
  const status = page.locator("[data-explore-status]");
  const total = () => status.getAttribute("data-total").then(Number);
  await page.locator("[data-explore-items] li").first().waitFor();
  const all = await total();
  await page.getByRole("checkbox", { name: /^区块链/ }).check();
  const one = await total();
  assert.ok(one > 0 && one < all, `${one} of ${all}`);
  await page.locator("[data-facet=regions]").getByRole("checkbox", { name: /^四川 / }).check();
  const both = await total();
  assert.ok(both > 0 && both < one, `${both} of ${one}`);
  assert.equal(await page.locator("[data-explore-items] li").count(), both);
  assert.deepEqual([...new URL(page.url()).searchParams], [["tags", "区块链"], ["regions", "四川"]]);
  const again = await open(new URL(page.url()).pathname + decodeURI(new URL(page.url()).search));
  await again.locator("[data-explore-items] li").first().waitFor();
  assert.equal(Number(await again.locator("[data-explore-status]").getAttribute("data-total")), both);
  await page.goBack();
  assert.equal(await total(), one);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-explore-table]").click()]);
  assert.equal(readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").length, one + 1);
  assert.deepEqual([...page.faults, ...again.faults], []);
});

test("without script a facet is a page, and the page of facets leads there", { skip }, async () => {
  const page = await open("/explore/", { javaScriptEnabled: false });
  await page.locator("main").getByRole("link", { name: "标签" }).click();
  await page.locator("main").getByRole("link", { name: "区块链" }).first().click();
  assert.equal(await heading(page), "区块链");
  assert.equal(await page.locator(".choices").count(), 0, "nothing is offered that would not work");
});

test("the page of a term leads to its items as a table", { skip }, async () => {
  const page = await open("/tags/区块链/");
  const n = Number(/(\d+) 条/.exec(await page.locator(".lede").innerText())[1]);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "表格（CSV）" }).click()]);
  const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  assert.equal(lines.length, n + 1);
  assert.deepEqual([...new URL(page.url()).searchParams], [["tags", "区块链"]]);
  assert.deepEqual(page.faults, []);
});

test("without script the way from the front page to an item is whole", { skip }, async () => {
  const page = await open("/", { javaScriptEnabled: false });
  await page.getByRole("link", { name: "区块链政策与应用周报（2020年9月第2周）" }).first().click();
  await page.locator("nav.contents").getByRole("link", { name: "云南部署现代化产业体系建设" }).click();
  assert.ok(await page.locator(":target").getByText("云南部署现代化产业体系建设").isVisible());
  await page.locator(":target .facts").getByRole("link", { name: "云南", exact: true }).click();
  assert.equal(await heading(page), "云南");
});

test("light or dark is the reader's choice, and stays", { skip }, async () => {
  const page = await open("/", { colorScheme: "light" });
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await page.getByRole("combobox", { name: "外观" }).selectOption("dark");
  const dark = await colour();
  assert.notEqual(dark, light);
  await page.goto(`${site.origin}/tags/`);
  assert.equal(await colour(), dark);
  assert.deepEqual(page.faults, []);
});

test("the interface speaks the reader's language, the archive its own", { skip }, async () => {
  const page = await open("/dates/2020/");
  await Promise.all([page.waitForEvent("load"), page.getByRole("combobox", { name: "语言" }).selectOption("en")]);
  await page.getByRole("heading", { level: 1, name: "2020", exact: true }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.match(await page.locator(".lede").innerText(), /^\d+ items · \d+ issues$/);
  for (const [path, words] of [["/", /^\d+ more$/], ["/tags/区块链/", /^\d+ more$/], ["/dates/", /\b1 issue · /], ["/search/", /^relevance$/]]) {
    await page.goto(site.origin + path);
    await page.locator("main").getByText(words).first().waitFor({ state: "attached" });
  }
  await page.goto(`${site.origin}/dates/2020/`);
  await page.getByText("Issues concerned").waitFor();
  const post = page.locator(".rows a").first();
  assert.equal(await post.getAttribute("lang"), "zh-CN");
  await post.click();
  await page.getByText("Period", { exact: true }).waitFor();
  assert.match(await heading(page), /\p{sc=Han}/u);
  await Promise.all([page.waitForEvent("load"), page.getByRole("combobox", { name: "Language" }).selectOption("zh-CN")]);
  assert.equal(await page.locator("dt").first().innerText(), "时段");
  assert.deepEqual(page.faults, []);
});

/** Presses Tab until a link to such an address has the focus, and Enter. */
async function follow(page, pattern) {
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const { activeElement } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
      return { href: activeElement.getAttribute("href") ?? "", ring: outlineStyle === "none" ? 0 : parseFloat(outlineWidth) };
    });
    assert.ok(seen.ring >= 2, `the focus is seen on ${seen.href}`);
    if (!pattern.test(decodeURI(seen.href))) continue;
    await page.keyboard.press("Enter");
    return;
  }
  assert.fail(`no link to ${pattern}`);
}

test("the keyboard alone leads past the navigation to a tag, an item and its policy", { skip }, async () => {
  const page = await open("/posts/digests/2020-w37/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, "#content");
  await follow(page, /^\/tags\/区块链\/$/);
  await page.waitForURL(/\/tags\//);
  await follow(page, /^\/posts\/digests\/2020-w37\/#i-/);
  await page.waitForURL(/#i-/);
  await follow(page, /^\/policies\//);
  await page.waitForURL(/\/policies\//);
  assert.match(await heading(page), /^《.*》$/);
  assert.deepEqual(page.faults, []);
});

test("on 360 px no page is wider than the screen, and links are large enough", { skip }, async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  for (const path of ["/", "/posts/digests/2020-w37/", "/tags/", "/regions/", "/dates/2020/", "/explore/", "/search/"]) {
    await page.goto(site.origin + path);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wider, 0, path);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("svg a")].filter((link) => link.getBoundingClientRect().width < 24).length,
    );
    assert.equal(small, 0, `${path}: places on the map`);
  }
});
