// Which Items have which terms, for the panel of facets; as src/search/terms.rs writes them.

import { Damaged, Reader } from "./bytes.js";
import { loadScript } from "./more.js";

/** Results that are always counted one by one. */
export const COUNTED = 5000;
/** Of more results than that, those in so many blocks of Items are counted, the newest. */
const MOST_BLOCKS = 4;
/** Of all Items these many are looked at, the newest. */
const NEWEST = 2 ** 22;
const REGIONS = 1;

/**
 * @typedef {object} Counts
 * @property {Map<string, number>[]} facets how many Items have each term, by facet
 * @property {number} counted how many Items were looked at
 */

/**
 * Opens the terms of an index.
 * @param {object} index of an {@link import("./engine.js").Engine}
 * @param {Document} document
 * @param {string} base address of the site's root
 */
export async function openTerms(index, document, base) {
  if (index.manifest) return new Terms(index.items, (block) => loadBlock(index, block), blockShift(index.items));
  await loadScript(document, `${base}search/terms.js`);
  const facets = document.defaultView.dibaoTerms.map((terms) => Object.entries(terms));
  // Here Items are named by rank, in one block.
  return new Terms(index.entries.length, async () => facets, 31, true);
}

class Terms {
  constructor(items, load, shift, byRank = false) {
    this.items = items;
    this.load = load;
    this.shift = shift;
    this.byRank = byRank;
  }

  /** Ranks of all Items, by date. */
  ranks() {
    return Array.from({ length: Math.min(this.items, NEWEST) }, (_, rank) => rank);
  }

  /**
   * Counts the terms of some Items.
   * @param {number[]} ranks
   * @returns {Promise<Counts>}
   */
  async count(ranks) {
    const blocks = new Map();
    for (const rank of ranks) {
      const number = this.byRank ? rank : this.items - 1 - rank;
      const block = number >>> this.shift;
      if (!blocks.has(block)) blocks.set(block, new Set());
      blocks.get(block).add(number);
    }
    let wanted = [...blocks].sort((a, b) => b[0] - a[0]);
    if (ranks.length > COUNTED) wanted = wanted.slice(0, MOST_BLOCKS);
    const facets = Array.from({ length: 6 }, () => new Map());
    const loaded = await Promise.all(wanted.map(([block]) => this.load(block)));
    loaded.forEach((terms, i) => addBlock(facets, terms, wanted[i][1]));
    return { facets, counted: wanted.reduce((sum, [, numbers]) => sum + numbers.size, 0) };
  }
}

/** Adds what a block says of the Items with the given numbers. */
function addBlock(facets, terms, numbers) {
  terms.forEach((list, facet) => {
    const places = new Map();
    for (const [name, items] of list) {
      const hits = items.filter((number) => numbers.has(number));
      if (!hits.length) continue;
      if (facet === REGIONS) addPlaces(places, name, hits);
      else add(facets[facet], name, hits.length);
    }
    for (const [name, hits] of places) add(facets[REGIONS], name, hits.size);
  });
}

/** A city counts for its province too, and an Item once for each. */
function addPlaces(places, path, hits) {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const name = path.slice(0, end);
    if (!places.has(name)) places.set(name, new Set());
    for (const number of hits) places.get(name).add(number);
  }
}

const add = (counts, name, n) => counts.set(name, (counts.get(name) ?? 0) + n);

function blockShift(items) {
  let shift = 16;
  while (Math.ceil(items / 2 ** shift) > 64) shift += 1;
  return shift;
}

async function loadBlock(index, block) {
  const hash = index.manifest.terms.slice(6 * block, 6 * block + 6);
  const reader = new Reader(await index.file(`search/n/${block}-${hash}.bin`));
  const decoder = new TextDecoder();
  const base = block * 2 ** blockShift(index.items);
  const facets = [];
  while (!reader.done) {
    const terms = [];
    let name = new Uint8Array();
    for (let left = reader.number(); left > 0; left -= 1) {
      const shared = reader.number();
      const rest = reader.take(reader.number());
      if (shared > name.length) throw new Damaged("no terms");
      const longer = new Uint8Array(shared + rest.length);
      longer.set(name.subarray(0, shared));
      longer.set(rest, shared);
      name = longer;
      let number = base;
      const items = [];
      for (let more = reader.number(); more > 0; more -= 1) items.push((number += reader.number()));
      terms.push([decoder.decode(name), items]);
    }
    facets.push(terms);
  }
  if (facets.length > 6) throw new Damaged("no terms");
  return facets;
}
