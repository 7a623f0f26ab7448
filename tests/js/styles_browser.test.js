// How much of its style sheet each kind of page uses, in a real browser.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildFrom, noSample as skip, root, stage } from "./browser.js";

/** The largest part of a style sheet that a post may load for nothing. */
const MOST = 0.2;
/** The same for lists, whose pages hold less or more of what lists can hold. */
const MOST_OF_LISTS = 0.4;

const PLAIN = "甲市商务局发布《甲市数字贸易发展方案》，提出三项措施。见[说明](https://example.org/a)。\n\n第二段说明背景和做法。\n";
const TABLE = "| 省 | 数 |\n|---|---|\n| 甲 | 1 |\n";
const ITEM = "**甲市发布方案**\n\n2024年3月11日，甲市商务局印发《甲市数字贸易发展方案》。\n\n**四川召开会议**\n\n3月12日，四川省召开会议。\n";
/** By the name of its kind, front matter and text of a post. */
const KINDS = {
  digest: ["digest: true", `## 政策\n\n${ITEM}\n## 动态\n\n**云南建成平台**\n\n云南建成平台。\n`],
  "digest-flat": ["digest: true", ITEM],
  "digest-table": ["digest: true", `${ITEM}\n${TABLE}`],
  plain: ["", PLAIN],
  bare: ["", "只有一句话。\n"],
  dated: ["", `2024年3月11日，四川省召开会议。\n\n${PLAIN}`],
  table: ["", `${PLAIN}\n${TABLE}`],
  code: ["", `${PLAIN}\n\`\`\`\nlet a = 1;\n\`\`\`\n`],
  inline: ["", `${PLAIN}\n行内 \`code\`。\n`],
  notes: ["", `${PLAIN}\n这里[^1]有注。\n\n[^1]: 第一条注。\n`],
  picture: ["", `${PLAIN}\n![示意图](../digests/2020-w37.svg)\n`],
  alerts: ["", `${PLAIN}\n> [!NOTE]\n> 请注意。\n\n> [!WARNING]\n> 请小心。\n`],
  quotation: ["", `${PLAIN}\n> 引文一段。\n`],
  headings: ["", `${PLAIN}\n## 一、背景\n\n${PLAIN}\n### （一）情况\n\n${PLAIN}`],
  folded: ["", `${PLAIN}\n<details><summary>更多</summary>\n\n更多文字。\n\n</details>\n`],
  emphasis: ["", `${PLAIN}\n这*很重要*。\n`],
  missing: ["", `${PLAIN}\n见[这里](nowhere.md)。\n`],
  rule: ["", `${PLAIN}\n---\n\n${PLAIN}`],
  tasks: ["", `${PLAIN}\n- [x] 甲\n- [ ] 乙\n`],
  law: ["", "（2024年1月5日甲市人民代表大会常务委员会第一次会议通过）\n\n## 第一章　总则\n\n第一条　为了促进数字经济，制定本条例。\n\n## 第二章　附则\n\n第二条　本条例自2024年3月1日起施行。\n"],
  original: ["lang: zh-CN\ntranslation: k", PLAIN],
  translated: ["lang: en\ntranslation: k", "A plain text in English with a [link](https://example.org/a).\n"],
  "translated-rich": ["lang: en", "A *plain* text.\n\n- One\n- [Two](https://example.org/a)\n\n## Heading\n\nMore of it.\n"],
  undated: ["date:", PLAIN],
  everything: ["", `${PLAIN}\n## 节\n\n${TABLE}\n\`\`\`\nx\n\`\`\`\n\n> 引文\n\n![图](../digests/2020-w37.svg)\n\n行内 \`a\`，*强调*，注[^1]。\n\n---\n\n见[这里](nowhere.md)。\n\n[^1]: 注。\n`],
};
const LISTS = ["/", "/posts/", "/tags/", "/tags/区块链/", "/regions/", "/regions/四川/", "/issuers/", "/policies/", "/dates/", "/dates/2020/", "/dates/2020/09/", "/dates/undated/", "/data/", "/404.html"];

/** Writes the sample archive with a post of each kind, and builds it. */
function make(folder) {
  cpSync(join(root, "content"), join(folder, "content"), { recursive: true });
  mkdirSync(join(folder, "content/kinds"));
  for (const [name, [more, text]] of Object.entries(KINDS)) {
    const date = more === "date:" ? "" : "date: 2024-03-15\n";
    writeFileSync(join(folder, `content/kinds/${name}.md`), `---\ntitle: ${name}\n${date}${more === "date:" ? "" : more}\n---\n${text}`);
  }
  buildFrom(folder, join(folder, "site"), "--search", "off");
}

let browser, close, folder, site, unused;
before(async () => {
  if (skip) return;
  ({ unused } = await import("../browser/coverage.mjs"));
  ({ browser, close, folder, site } = await stage("styles", make));
});
after(() => close?.());

/** The pages that load more for nothing than they may. */
async function wasteful(paths, most) {
  const page = await browser.newPage();
  const found = [];
  for (const path of paths) {
    const { share, length, rules } = await unused(page, site.origin + encodeURI(path));
    assert.ok(length > 0, `${path} has styles`);
    if (share > most) found.push(`${path} does not use ${Math.round(share * 100)} % of ${length}:\n${rules.join("").trim()}`);
  }
  await page.close();
  return found;
}

test("a post of any kind loads hardly a rule that it does not need", { skip }, async () => {
  const posts = readdirSync(join(folder, "site/posts"), { recursive: true, withFileTypes: true });
  const paths = posts.filter(({ name }) => name === "index.html").map(({ parentPath }) => `${parentPath.slice(join(folder, "site").length)}/`);
  const isPost = (path) => path !== "/posts/" && !/^\/posts\/page\//.test(path);
  const kinds = paths.filter(isPost);
  assert.ok(kinds.length > Object.keys(KINDS).length, `${kinds.length} posts`);
  assert.deepEqual(await wasteful(kinds, MOST), []);
});

test("a list of any kind loads few rules that it does not need", { skip }, async () => {
  assert.deepEqual(await wasteful(LISTS, MOST_OF_LISTS), []);
});
