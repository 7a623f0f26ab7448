// Copying and citing items in a real browser, on the sample archive.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { build, noSample as skip, open as openIn, stage } from "./browser.js";

const POST = "posts/digests/2020-w37/";

let browser, close, folder, site;
before(async () => {
  if (skip) return;
  ({ browser, close, folder, site } = await stage("cite", (into) => {
    build(join(into, "site"), "--search", "off");
    build(join(into, "disk"), "--search", "off", "--offline");
  }));
});
after(() => close?.());

const open = (address, options) => openIn(browser, address, options);

test("an item is cited with the keyboard alone, in three formats, and copied", { skip }, async () => {
  const page = await open(`${site.origin}/${POST}`, { permissions: ["clipboard-read", "clipboard-write"] });
  const item = page.locator("[data-item]").first();
  const id = await item.getAttribute("id");
  await item.locator("[data-cite]").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "引用" });
  const headline = await item.locator("h3").textContent();
  assert.equal(await dialog.locator("[data-cited]").textContent(), headline);
  const day = await item.locator("time").first().getAttribute("datetime");
  const field = (name) => dialog.getByRole("textbox", { name }).inputValue();
  assert.match(await field("GB/T 7714"), new RegExp(`${headline}\\[EB/OL\\]//.*\\(${day}\\)\\[\\d{4}-\\d\\d-\\d\\d\\]\\. http.*#${id}\\.$`));
  assert.match(await field("BibTeX"), new RegExp(`year = \\{${day.slice(0, 4)}\\}`));
  assert.match(await field("RIS"), new RegExp(`DA {2}- ${day.replaceAll("-", "/")}`));

  await dialog.getByRole("button", { name: "复制 BibTeX" }).press("Space");
  await dialog.getByRole("status").getByText("已复制").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await field("BibTeX"));
  const [saved] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("link", { name: "RIS" }).click()]);
  assert.equal(saved.suggestedFilename(), "citation.ris");

  await page.keyboard.press("Escape");
  assert.equal(await dialog.isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.matches("[data-cite]")), true, "focus comes back");
  assert.deepEqual(page.faults, [], "the policy of the site allows all of it");
  await page.context().close();
});

test("an undated item says so, and the link of an item is copied", { skip }, async () => {
  const page = await open(`${site.origin}/${POST}`, { permissions: ["clipboard-read", "clipboard-write"] });
  const item = page.locator("[data-item]").filter({ has: page.locator(".unknown") }).first();
  await item.locator("[data-cite]").click();
  const text = await page.getByRole("textbox", { name: "GB/T 7714" }).inputValue();
  assert.match(text, /\. \[日期未注明\]\[\d{4}-/);
  await page.getByRole("button", { name: "关闭" }).click();

  await item.locator("[data-link]").click();
  await page.getByRole("status").getByText("链接已复制").waitFor();
  const id = await item.getAttribute("id");
  assert.ok((await page.evaluate(() => navigator.clipboard.readText())).endsWith(`/${POST}#${id}`));
  assert.equal(new URL(page.url()).hash, `#${id}`, "it is a link all the same");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("every control is 24 pixels high and wide at least", { skip }, async () => {
  const page = await open(`${site.origin}/${POST}`, { viewport: { width: 360, height: 800 } });
  await page.locator("[data-cite]").first().click();
  const small = await page.$$eval("[data-cite], [data-link], dialog button, dialog a", (controls) =>
    controls.map((control) => control.getBoundingClientRect()).filter(({ width, height }) => Math.min(width, height) < 24),
  );
  assert.deepEqual(small, []);
  await page.context().close();
});

test("without scripts the links stay and no dead button shows", { skip }, async () => {
  const page = await open(`${site.origin}/${POST}`, { javaScriptEnabled: false });
  assert.equal(await page.getByRole("button").count(), 0);
  assert.ok((await page.locator("[data-link]").count()) > 10);
  await page.context().close();
});

test("a site on a disk cites, too", { skip }, async () => {
  const page = await open(pathToFileURL(join(folder, "disk", POST, "index.html")).href);
  await page.locator("[data-item] [data-cite]").first().click();
  assert.match(await page.getByRole("textbox", { name: "GB/T 7714" }).inputValue(), /\[EB\/OL\].* http:\/\//);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
