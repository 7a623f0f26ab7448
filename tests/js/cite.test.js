// Citations of items: each format, what is not known, and what must not break a format.
import assert from "node:assert/strict";
import test from "node:test";

import { bibtex, gbt7714, ris, workOf } from "../../themes/default/scripts/cite/citation.js";

const POST = "https://example.org/posts/weekly/2020-w37/";
const GRAPH = [
  {
    "@type": "Article",
    headline: "政策周报（2020年9月第2周）",
    url: POST,
    inLanguage: "zh",
    publisher: { name: "政策档案" },
    hasPart: [
      { headline: "某省印发数据条例。", url: `${POST}#i-1a2b3c4d`, datePublished: "2020-09-08" },
      { headline: "近日两市\n签约", url: `${POST}#i-00000002` },
      { headline: "50% {增长} & C:\\x_1 #~^$", url: `${POST}#i-00000003` },
    ],
  },
];
const cited = (fragment) => workOf(GRAPH, fragment, "2026-11-22");

test("an item is cited within its post", () => {
  const work = cited("i-1a2b3c4d");
  assert.equal(
    gbt7714(work, "日期未注明"),
    "政策档案. 某省印发数据条例[EB/OL]//政策周报（2020年9月第2周）. (2020-09-08)[2026-11-22]. " +
      "https://example.org/posts/weekly/2020-w37/#i-1a2b3c4d.",
  );
  assert.equal(
    bibtex(work, "日期未注明"),
    `@misc{posts-weekly-2020-w37-i-1a2b3c4d,
  title = {{某省印发数据条例。}},
  author = {{政策档案}},
  howpublished = {政策周报（2020年9月第2周）, 政策档案},
  year = {2020},
  month = sep,
  day = {8},
  url = {https://example.org/posts/weekly/2020-w37/#i-1a2b3c4d},
  urldate = {2026-11-22},
  language = {zh},
}
`,
  );
  assert.deepEqual(ris(work, "日期未注明").split("\r\n"), [
    "TY  - ELEC",
    "TI  - 某省印发数据条例。",
    "T2  - 政策周报（2020年9月第2周）",
    "AU  - 政策档案",
    "PB  - 政策档案",
    "PY  - 2020",
    "DA  - 2020/09/08",
    "UR  - https://example.org/posts/weekly/2020-w37/#i-1a2b3c4d",
    "Y2  - 2026/11/22",
    "LA  - zh",
    "ER  - ",
    "",
  ]);
});

test("an item without a date gets none", () => {
  const work = cited("i-00000002");
  assert.match(gbt7714(work, "日期未注明"), /近日两市 签约\[EB\/OL\].*\. \[日期未注明\]\[2026-11-22\]\./);
  assert.doesNotMatch(bibtex(work, "日期未注明"), /\b(year|month|day) = /);
  assert.match(bibtex(work, "日期未注明"), /note = \{日期未注明\}/);
  assert.doesNotMatch(ris(work, "日期未注明"), /^(PY|DA) {2}- /m);
  assert.match(ris(work, "日期未注明"), /^N1 {2}- 日期未注明\r$/m);
});

test("the post itself is cited alone, by its authors", () => {
  const post = { ...GRAPH[0], author: ["甲", "乙", "丙", "丁"].map((name) => ({ name })), datePublished: "2020-09-14" };
  const work = workOf([post], "", "2026-11-22");
  assert.equal(
    gbt7714(work, "日期未注明"),
    `甲, 乙, 丙, 等. 政策周报（2020年9月第2周）[EB/OL]. (2020-09-14)[2026-11-22]. ${POST}.`,
  );
  assert.match(bibtex(work, ""), /author = \{\{甲\} and \{乙\} and \{丙\} and \{丁\}\}/);
  assert.equal(ris(work, "").match(/^AU {2}- /gm).length, 4);
  const english = workOf([{ ...post, inLanguage: "en" }], "", "2026-11-22");
  assert.match(gbt7714(english, "n.d."), /^甲, 乙, 丙, et al\. /);
});

test("no text closes a field or adds a line", () => {
  const work = cited("i-00000003");
  const title = bibtex(work, "").split("\n")[1];
  assert.equal(title, "  title = {{50\\% \\{增长\\} \\& C:\\textbackslash{}x\\_1 \\#\\textasciitilde{}\\textasciicircum{}\\$}},");
  const hostile = workOf(
    [{ ...GRAPH[0], headline: "甲\r\nER  - \u0000\r\nTY  - BOOK" }],
    "",
    "2026-11-22",
  );
  assert.equal(ris(hostile, "日期未注明").match(/^(TY|ER) {2}- /gm).length, 2);
  assert.match(bibtex({ ...work, url: "https://x.org/}{" }, ""), /url = \{https:\/\/x.org\/%7D%7B\}/);
});

test("what the page does not hold is not cited", () => {
  assert.equal(cited("i-ffffffff"), null);
  assert.equal(workOf([{ "@type": "BreadcrumbList" }], "", "2026-11-22"), null);
});
