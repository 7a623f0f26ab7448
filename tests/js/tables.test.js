// The tables that Rust and JavaScript share.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fold, foldWithPlaces, setTable } from "../../themes/default/scripts/search/fold.js";
import { parse } from "../../themes/default/scripts/search/query.js";
import { find, tokens } from "../../themes/default/scripts/search/tokenize.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const table = (name) => JSON.parse(read(`../vectors/${name}.json`));
const pairs = read("../../src/search/data/traditional.txt")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .flatMap((line) => line.split(" ").filter(Boolean));
setTable(new Map(pairs.map((pair) => [pair[0], pair[1]])));

test("texts fold and split as the table says", () => {
  for (const { text, folded, tokens: expected, note } of table("tokenize")) {
    assert.equal(fold(text), folded, note);
    assert.deepEqual(tokens(folded), expected, note);
    assert.equal(foldWithPlaces(text).folded.trim(), folded, `${note} (with places)`);
  }
});

test("queries are read as the table says", () => {
  for (const { query, clauses, note } of table("query")) {
    const read = parse(query).map(({ kind, not, phrase, finished, value, days }) => {
      const row = [kind];
      if (kind === "text") row.push(phrase, finished);
      else if (kind !== "d") row.push(value);
      else if (days) row.push(days.from, days.to);
      return not ? ["not", ...row] : row;
    });
    assert.deepEqual(read, clauses, `${query}: ${note}`);
  }
});

test("a query of ten kilobytes is refused", () => {
  assert.equal(parse("链".repeat(10_000)), null);
});

test("lone surrogates neither fail nor match", () => {
  assert.equal(find(fold("区块链"), parse("\ud800区")[0].phrase, false), -1);
});

test("words count from their start", () => {
  for (const [text, phrase, finished, at] of [
    ["2020年", "020", false, -1],
    ["blockchain", "lockchain", false, -1],
    ["blockchain", "block", false, 0],
    ["blockchain", "block", true, -1],
    ["与5g", "5g", true, 1],
  ]) {
    assert.equal(find(text, phrase, finished), at, `${phrase} in ${text}`);
  }
});
