// The posting lists of one term, loaded as far as they are needed.

import { Damaged, Reader, readList } from "./bytes.js";

/**
 * A list of one zone: whole, or in chunks that are fetched when asked for.
 */
export class List {
  /**
   * @param {{ bytes: Uint8Array, chunked: boolean }} list
   * @param {boolean} hasPlaces
   * @param {number} archive how many Items there are
   * @param {(chunk: number) => Promise<Uint8Array>} load fetches a chunk of the shard
   */
  constructor({ bytes, chunked }, hasPlaces, archive, load) {
    this.hasPlaces = hasPlaces;
    this.archive = archive;
    this.load = load;
    if (chunked) this.readDirectory(bytes);
    else this.readWhole(bytes);
  }

  readWhole(bytes) {
    const postings = readList(bytes, this.hasPlaces, this.archive);
    this.items = postings.ranks.length;
    this.chunks = this.items ? [{ last: Infinity, postings }] : [];
  }

  readDirectory(bytes) {
    const reader = new Reader(bytes);
    const first = reader.number();
    const n = reader.number();
    if (!n || n > bytes.length) throw new Damaged("no list");
    this.items = 0;
    this.chunks = [];
    let last = 0;
    for (let i = 0; i < n; i += 1) {
      this.items += reader.number();
      last = i ? last + reader.number() : this.archive - 1 - reader.number();
      this.chunks.push({ last, file: first + i, postings: null });
    }
    this.chunks[n - 1].last = Infinity;
  }

  /** The chunk that would hold a rank. */
  chunkOf(rank) {
    let [low, high] = [0, this.chunks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.chunks[middle].last < rank) low = middle + 1;
      else high = middle;
    }
    return this.chunks[low];
  }

  /**
   * The chunks not yet here that hold any of the ranks.
   * @param {number[]} ranks rising
   */
  missing(ranks) {
    const missing = new Set();
    if (this.chunks.some((chunk) => !chunk.postings)) {
      for (const rank of ranks) {
        const chunk = this.chunkOf(rank);
        if (!chunk.postings) missing.add(chunk);
      }
    }
    return [...missing];
  }

  async fetch(chunks) {
    const fetchOne = async (chunk) => {
      chunk.postings ??= readList(await this.load(chunk.file), this.hasPlaces, this.archive);
    };
    await Promise.all(chunks.map(fetchOne));
  }

  /**
   * Places of the term in one Item, or an empty array; its chunk must be here.
   * @param {number} rank
   * @returns {number[]}
   */
  placesIn(rank) {
    if (!this.chunks.length) return [];
    const { ranks, places } = this.chunkOf(rank).postings;
    const found = [];
    for (let i = lowerBound(ranks, rank); ranks[i] === rank; i += 1) {
      found.push(this.hasPlaces ? places[i] : 0);
    }
    return found;
  }
}

/**
 * Several lists as few: those that are whole become one.
 * @param {List[]} lists of the terms that an unfinished word may become
 * @returns {List[]}
 */
export function joined(lists) {
  const whole = lists.filter((list) => list.chunks[0].postings);
  if (whole.length < 2) return lists;
  const all = whole.flatMap(({ chunks: [{ postings }] }) =>
    postings.ranks.map((rank, i) => [rank, postings.places[i] ?? 0]),
  );
  all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const [one, ...others] = whole;
  const postings = { ranks: all.map(([rank]) => rank), places: all.map(([, place]) => place) };
  one.chunks = [{ last: Infinity, postings }];
  one.items = postings.ranks.length;
  return lists.filter((list) => !others.includes(list));
}

/** Index of the first number that is not below `value`. */
export function lowerBound(numbers, value) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
