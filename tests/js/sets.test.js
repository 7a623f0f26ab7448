// The sets behind the page on which facets combine (themes/default/scripts/search/sets.js).
import assert from "node:assert/strict";
import test from "node:test";
import { Sets } from "../../themes/default/scripts/search/sets.js";

const none = () => [new Set(), new Set()];

// Item:      0     1     2     3
// tags:      a     a b   b     -
// regions:   x/y   x     z     x/y
const small = () =>
  new Sets(4, [
    [["a", [0, 1]], ["b", [1, 2]]],
    [["x/y", [0, 3]], ["x", [1]], ["z", [2]]],
  ]);
const counts = (sets, { counts }) => sets.facets.map(({ names }, at) => names.map((name, i) => `${name} ${counts[at][i]}`));

test("nothing chosen leaves everything, a place counts what lies in it", () => {
  const sets = small();
  const all = sets.filter(none());
  assert.equal(all.total, 4);
  assert.deepEqual(counts(sets, all), [["a 2", "b 2"], ["x 3", "x/y 2", "z 1"]]);
});

test("terms of one facet add up, facets cut one another, and a facet counts by the others", () => {
  const sets = small();
  const chosen = none();
  chosen[0].add("a");
  const one = sets.filter(chosen);
  assert.equal(one.total, 2);
  assert.deepEqual(counts(sets, one), [["a 2", "b 2"], ["x 2", "x/y 1", "z 0"]]);
  chosen[0].add("b");
  chosen[1].add("z");
  const both = sets.filter(chosen);
  assert.equal(both.total, 1);
  assert.deepEqual(sets.numbers(both.bits, 0, 9), [2]);
  assert.deepEqual(counts(sets, both), [["a 0", "b 1"], ["x 2", "x/y 1", "z 1"]]);
});

test("a name that is no term finds nothing", () => {
  const chosen = none();
  chosen[0].add("gone");
  assert.equal(small().filter(chosen).total, 0);
});

test("numbers come from the highest, in pages, over word borders", () => {
  const sets = new Sets(70, [[["a", [0, 31, 32, 63, 64, 69]]], []]);
  const chosen = none();
  chosen[0].add("a");
  const { bits, total } = sets.filter(chosen);
  assert.equal(total, 6);
  assert.deepEqual(sets.numbers(bits, 0, 4), [69, 64, 63, 32]);
  assert.deepEqual(sets.numbers(bits, 4, 9), [31, 0]);
  assert.equal(sets.filter(none()).total, 70);
});

test("random sets agree with counting one by one", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 30; round += 1) {
    const n = 1 + random(100);
    const items = Array.from({ length: n }, () => [random(4), random(4)]);
    const facets = [0, 1].map((facet) =>
      [0, 1, 2].map((term) => [`t${term}`, items.flatMap((of, i) => (of[facet] === term ? [i] : []))]),
    );
    const sets = new Sets(n, facets);
    const chosen = none();
    for (const names of chosen) for (const term of [0, 1, 2]) if (random(3) === 0) names.add(`t${term}`);
    const fits = (of, without = -1) => chosen.every((names, at) => at === without || !names.size || names.has(`t${of[at]}`));
    const found = sets.filter(chosen);
    assert.equal(found.total, items.filter((of) => fits(of)).length);
    sets.facets.forEach(({ names }, at) =>
      names.forEach((name, i) => {
        const wanted = items.filter((of) => fits(of, at) && `t${of[at]}` === name).length;
        assert.equal(found.counts[at][i], wanted, `${name} of facet ${at} in round ${round}`);
      }),
    );
  }
});
