// The bytes of the sharded index (docs/search-format.md).

/** Thrown for bytes that are cut off or of another version. */
export class Damaged extends Error {}

/** Reads numbers and stretches off the front of an array. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  /** A varint. */
  number() {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 28; unit *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new Damaged("cut off");
      this.at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    throw new Damaged("no number");
  }

  /** @param {number} length */
  take(length) {
    const end = this.at + length;
    if (end > this.bytes.length) throw new Damaged("cut off");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

/**
 * Reads a posting list.
 * @param {Uint8Array} bytes
 * @param {boolean} hasPlaces
 * @param {number} items how many Items there are
 * @returns {{ ranks: number[], places: number[] }} in order; `places` empty without places
 */
export function readList(bytes, hasPlaces, items) {
  const reader = new Reader(bytes);
  const ranks = [];
  const places = [];
  let [rank, place] = [0, 0];
  while (!reader.done) {
    const gap = reader.number();
    rank = ranks.length ? rank + gap : items - 1 - gap;
    if (rank < 0 || rank >= items) throw new Damaged("no list");
    if (hasPlaces) {
      const value = reader.number();
      place = gap === 0 && ranks.length ? place + value : value;
      places.push(place);
    }
    ranks.push(rank);
  }
  return { ranks, places };
}

/**
 * @typedef {object} ShardTerm
 * @property {string} term
 * @property {number} items how many Items hold it
 * @property {{ bytes: Uint8Array, chunked: boolean }[]} lists of headlines and of texts
 */

/**
 * The terms of a shard that equal `term`, or begin with it.
 * @param {Uint8Array} bytes
 * @param {string} term
 * @param {boolean} exact
 * @returns {ShardTerm[]}
 */
export function findTerms(bytes, term, exact) {
  const wanted = new TextEncoder().encode(term);
  const reader = new Reader(bytes);
  const found = [];
  let key = new Uint8Array(64);
  let before = 0;
  let start = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    const shared = reader.number();
    const rest = reader.take(reader.number());
    if (shared > before) throw new Damaged("no shard");
    const length = shared + rest.length;
    before = length;
    if (length > key.length) {
      const longer = new Uint8Array(2 * length);
      longer.set(key);
      key = longer;
    }
    key.set(rest, shared);
    const items = reader.number();
    const codes = [reader.number(), reader.number()];
    if ((exact ? length === wanted.length : length >= wanted.length) && wanted.every((b, i) => b === key[i])) {
      found.push({ term: new TextDecoder().decode(key.subarray(0, length)), items, start, codes });
    }
    start += (codes[0] >>> 1) + (codes[1] >>> 1);
  }
  const base = reader.at;
  return found.map(({ start: at, codes, ...hit }) => {
    reader.at = base + at;
    const lists = codes.map((code) => ({ bytes: reader.take(code >>> 1), chunked: code % 2 === 1 }));
    return { ...hit, lists };
  });
}

/**
 * Reads the table of traditional characters.
 * @param {Uint8Array} bytes
 * @returns {Map<string, string>}
 */
export function readTable(bytes) {
  const reader = new Reader(bytes);
  const numbers = [];
  while (!reader.done) numbers.push(reader.number());
  const n = numbers.length / 2;
  const pairs = new Map();
  let from = 0;
  for (let i = 0; i < n; i += 1) {
    from += numbers[i];
    const way = numbers[n + i];
    const to = way % 2 ? from - (way + 1) / 2 : from + way / 2;
    pairs.set(String.fromCharCode(from), String.fromCharCode(to));
  }
  return pairs;
}
