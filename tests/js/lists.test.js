// Posting lists of the sharded index (themes/default/scripts/search/lists.js, docs/search-format.md).
import assert from "node:assert/strict";
import test from "node:test";
import { Damaged, readList } from "../../themes/default/scripts/search/bytes.js";
import { List } from "../../themes/default/scripts/search/lists.js";

const bytes = (...numbers) => Uint8Array.from(numbers);

test("a list begins with a number counted from the oldest Item and goes on in gaps", () => {
  // Of 10 Items: rank 0 (number 9) at places 3 and 5, rank 2 at place 1.
  assert.deepEqual(readList(bytes(9, 3, 0, 2, 2, 1), true, 10), { ranks: [0, 0, 2], places: [3, 5, 1] });
  assert.deepEqual(readList(bytes(7, 1, 4), false, 10), { ranks: [2, 3, 7], places: [] });
  assert.deepEqual(readList(bytes(), false, 10).ranks, []);
});

test("a list that names Items beyond the archive is damaged", () => {
  assert.throws(() => readList(bytes(10), false, 10), Damaged);
  assert.throws(() => readList(bytes(3, 4), false, 10), Damaged);
});

test("of a list in chunks, those are fetched that hold the Items asked for", async () => {
  const asked = [];
  const chunks = [bytes(9, 2), bytes(3, 1)];
  const load = async (chunk) => {
    asked.push(chunk);
    return chunks[chunk - 5];
  };
  // Chunks 5 and 6: two Items, the last of them number 7 (rank 2); two Items, the last five ranks on.
  const list = new List({ bytes: bytes(5, 2, 2, 7, 2, 5), chunked: true }, false, 10, load);
  assert.equal(list.items, 4);
  await list.fetch(list.missing([6, 7]));
  assert.deepEqual(asked, [6]);
  assert.deepEqual([list.placesIn(6), list.placesIn(8)], [[0], []]);
  await list.fetch(list.missing([1]));
  assert.deepEqual([list.placesIn(0), list.placesIn(1), list.placesIn(2)], [[0], [], [0]]);
});
