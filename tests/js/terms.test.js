// Counting terms over blocks of Items, as src/search/terms.rs writes them: here made by hand.
import assert from "node:assert/strict";
import test from "node:test";

import { Damaged } from "../../themes/default/scripts/search/bytes.js";
import { Sharded } from "../../themes/default/scripts/search/sharded.js";
import { openTerms } from "../../themes/default/scripts/search/terms.js";

const BLOCK = 65_536;

const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);

/** A block in which every Item has the tag `甲`, every hundredth the tag `甲乙`, and one the place. */
function block(size) {
  const list = (name, shared, items) => {
    const bytes = [...new TextEncoder().encode(name)].slice(shared);
    const gaps = items.flatMap((item, i) => varint(item - (items[i - 1] ?? 0)));
    return [...varint(shared), ...varint(bytes.length), ...bytes, ...varint(items.length), ...gaps];
  };
  const all = Array.from({ length: size }, (_, i) => i);
  const tags = [2, ...list("甲", 0, all), ...list("甲乙", 3, all.filter((i) => i % 100 === 0))];
  const places = [2, ...list("广东/广州", 0, [0]), ...list("广东/深圳", 7, [0])];
  return Uint8Array.from([...tags, ...places, 0, 0, 0, 0]);
}

function index(items) {
  const asked = [];
  const n = Math.ceil(items / BLOCK);
  const terms = Array.from({ length: n }, (_, i) => `hash0${i}`).join("");
  const file = async (path) => {
    asked.push(path);
    const number = Number(/\/n\/(\d+)-hash0\1\.bin$/.exec(path)[1]);
    return block(Math.min(BLOCK, items - number * BLOCK));
  };
  return { items, asked, manifest: { terms }, file };
}

const ranks = (n, from = 0) => Array.from({ length: n }, (_, i) => from + i);

test("results in two blocks are counted in both, a city once for its province", async () => {
  const one = index(BLOCK + 100);
  const terms = await openTerms(one);
  // Rank 0 is the newest Item: number 100 of the second block's 0 to 99.
  const { facets, counted } = await terms.count(ranks(200));
  assert.equal(counted, 200);
  assert.equal(facets[0].get("甲"), 200);
  assert.equal(facets[0].get("甲乙"), 2);
  assert.deepEqual(Object.fromEntries(facets[1]), { "广东/广州": 1, 广东: 1, "广东/深圳": 1 });
  assert.deepEqual(one.asked, ["search/n/1-hash01.bin", "search/n/0-hash00.bin"]);
});

test("few results are counted wherever they are; of very many, those in the newest blocks", async () => {
  const one = index(6 * BLOCK);
  const terms = await openTerms(one);
  const spread = [0, 1, 2, 3, 4, 5].map((i) => i * BLOCK);
  assert.equal((await terms.count(spread)).counted, 6);
  const all = await terms.count(ranks(6 * BLOCK));
  assert.equal(all.counted, 4 * BLOCK);
  assert.equal(all.facets[0].get("甲"), 4 * BLOCK);
});

test("a damaged manifest that tells of endless items makes no endless list", async () => {
  const terms = await openTerms({ items: 2 ** 40, manifest: { terms: "" }, file: async () => new Uint8Array() });
  assert.equal(terms.ranks().length, 2 ** 22);
  const manifest = {
    version: 2, items: 2 ** 40, group: 1, shards: [1, 1, 1, 1], years: [2020, 2021],
    folders: ["", "", "", "", "", ""], dictionary: "", table: "",
  };
  assert.throws(() => new Sharded(async () => new Uint8Array(), manifest), Damaged);
  assert.ok(new Sharded(async () => new Uint8Array(), { ...manifest, items: 10 }));
});
