// Posts and archives that no page was drawn for, in a real browser: the page holds its shape.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { buildFrom, launch, noSample as skip, open, serve } from "./browser.js";

const AXE = skip ? "" : readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const post = (title, more, text) => `---\ntitle: ${title}\n${more}\n---\n${text}\n`;
/** As many digests of twenty items as make a tag of 10,000. */
const DIGESTS = 500;
const item = (n) => `\n**甲市发布第${n}号办法**\n\n2021年3月${1 + (n % 28)}日，甲市商务局印发《大标签管理办法第${n % 40}号》，涉及大标签第${n}项内容。\n`;
const digest = (n) => post(`周报第${n}期`, `date: 2021-03-${10 + (n % 18)}\ndigest: true\ntags: [大标签]`, Array.from({ length: 20 }, (_, at) => item(n * 20 + at)).join(""));
const POSTS = {
  "many-tags.md": post("一万个标签的一篇", `date: 2024-03-01\ntags: [${Array.from({ length: 10_000 }, (_, n) => `t${n}`)}]`, "这一篇有一万个标签。"),
  "long-title.md": post("关于进一步加快推进数字经济高质量发展的若干政策措施实施意见".repeat(11), "date: 2024-03-02\ntags: [大标签]", "标题三百字以上。"),
  "long-word.md": post("Donaudampfschifffahrtsgesellschaftskapitän".repeat(8), "lang: de\ndate: 2024-03-03\ntags: [大标签]", "x".repeat(400)),
  "emoji.md": post("🎋", "date: 2024-03-04\ntags: [大标签, 🎋]", "标题只有一个表情。"),
  "rtl.md": post("مرسوم بشأن الاقتصاد الرقمي", "lang: ar\ndate: 2024-03-05\ntags: [大标签, الاقتصاد]", "هذا نص من اليمين إلى اليسار (Data Act, 2024).\n\n## قسم\n\n- واحد\n\n> اقتباس"),
  "wide.md": post("宽的", "date: 2024-03-06\ntags: [大标签]", `${"| 列 ".repeat(30)}|\n${"| - ".repeat(30)}|\n${"| 很长的内容 ".repeat(30)}|\n\n\`\`\`\n${"很长的一行代码".repeat(40)}\n\`\`\`\n\nhttps://example.org/${"a/".repeat(150)}`),
};
const PAGES = ["/", "/posts/", "/tags/", "/tags/大标签/", "/tags/大标签/page/2/", "/dates/", "/dates/2021/03/", ...Object.keys(POSTS).map((name) => `/posts/${name.replace(".md", "")}/`)];
const EMPTY_PAGES = ["/", "/dates/", "/tags/", "/policies/", "/posts/", "/search/", "/explore/", "/data/"];

let browser, folder, full, empty;
const write = (path, text) => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "dibao-bad-"));
  for (const [name, text] of Object.entries(POSTS)) write(`full/content/${name}`, text);
  for (let n = 0; n < DIGESTS; n += 1) write(`full/content/d/${n}.md`, digest(n));
  write("empty/content/site.yaml", "title: 空档案\n");
  buildFrom(join(folder, "full"), join(folder, "full-site"), "--search", "off");
  buildFrom(join(folder, "empty"), join(folder, "empty-site"));
  full = await serve(join(folder, "full-site"));
  empty = await serve(join(folder, "empty-site"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  full?.close();
  empty?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Runs in the page: what is out of shape. */
function misshapen() {
  const found = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`wider than the window by ${scrollWidth - clientWidth} px`);
  const scrolls = (element) => element.closest(".scroll, .text, pre, .skip, .vh, .crumbs, nav.contents, svg");
  for (const element of document.querySelectorAll("body *")) {
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 0 && (left < -1 || right > clientWidth + 1) && !scrolls(element)) found.push(`${element.localName}.${element.className} reaches out`);
  }
  const heading = document.querySelector("h1").getBoundingClientRect();
  if (heading.height < 20 || heading.top > 400) found.push("the heading is not seen");
  if (document.querySelector("main").getBoundingClientRect().width < Math.min(300, clientWidth - 60)) found.push("the text has no room");
  if (document.querySelectorAll(".rows > li").length > 100) found.push("a list of more than 100");
  return found;
}

for (const width of [360, 1440]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`pages of bad input hold their shape at ${width} px, ${colorScheme}`, { skip }, async () => {
      for (const [site, pages] of [[full, PAGES], [empty, EMPTY_PAGES]]) {
        for (const path of pages) {
          const page = await open(browser, site.origin + encodeURI(path), { colorScheme, viewport: { width, height: 800 } });
          const where = `${site === empty ? "no posts" : "bad posts"}: ${path}`;
          assert.deepEqual(await page.evaluate(misshapen), [], where);
          if (width === 360) {
            await page.evaluate(AXE);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
            assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], where);
          }
          assert.deepEqual(page.faults, [], where);
          await page.context().close();
        }
      }
    });
  }
}

test("a tag of 10,000 items and a post of 10,000 tags keep their pages small", { skip }, async () => {
  for (const path of ["tags/大标签/index.html", "tags/大标签/page/2/index.html", "tags/index.html", "posts/many-tags/index.html"]) {
    const { length } = readFileSync(join(folder, "full-site", path));
    assert.ok(length < 200_000, `${path}: ${length}`);
  }
});

test("a text from right to left runs so, and the page around it does not", { skip }, async () => {
  const page = await open(browser, `${full.origin}/posts/rtl/`);
  const direction = (selector) => page.$eval(selector, (element) => getComputedStyle(element).direction);
  assert.equal(await direction(".text"), "rtl");
  assert.equal(await direction("body"), "ltr");
  await page.context().close();
});
