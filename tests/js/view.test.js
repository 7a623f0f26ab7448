// How results are written.
import assert from "node:assert/strict";
import test from "node:test";

import { timeWords } from "../../themes/default/scripts/search/view.js";

test("days, months and weeks read as the page reads, other words stay", () => {
  for (const [text, chinese, english] of [
    ["2020-09-07", "2020年9月7日", "7 September 2020"],
    ["2020-09", "2020年9月", "September 2020"],
    ["2020-W37", "2020年第37周", "Week 37, 2020"],
    ["2020年9月第2周", "2020年9月第2周", "2020年9月第2周"],
    ["2020-04..2020-07", "2020-04..2020-07", "2020-04..2020-07"],
    ["", "", ""],
  ]) {
    assert.equal(timeWords(text, "zh-CN"), chinese);
    assert.equal(timeWords(text, "en"), english);
  }
});
