// The sharded index: which files there are, and the terms in them.

import { Damaged, findTerms, readTable } from "./bytes.js";
import { unpack, unpackWith } from "./files.js";
import { setTable } from "./fold.js";
import { folder, hash, KINDS } from "./layout.js";
import { joined, List } from "./lists.js";

const VERSION = 2;

/** More Items than any archive has; lists of all of them must fit into a browser. */
const MOST_ITEMS = 2 ** 26;

/**
 * @typedef {object} Term
 * @property {number} items how many Items hold it; more than that unless `one`
 * @property {boolean} one whether it is one term, not several that begin alike
 * @property {List[]} headline lists of headlines: one, or more for a word that is not finished
 * @property {List[]} text lists of texts
 */

/** Whether a manifest holds what readers count on. */
function isWhole({ items, group, shards, years, folders, dictionary, table }) {
  const counts = [items, group, shards, years].flat();
  const names = [folders, dictionary, table].flat();
  return (
    counts.length === 8 && counts.every(Number.isSafeInteger) && shards.length === 4 &&
    items >= 0 && items <= MOST_ITEMS && group > 0 && shards.every((n) => n > 0) &&
    names.length === 8 && names.every((name) => typeof name === "string")
  );
}

/** The files of a sharded index, each fetched once. */
export class Sharded {
  /**
   * @param {import("./files.js").Fetcher} fetch
   * @param {object} manifest
   */
  constructor(fetch, manifest) {
    if (manifest?.version !== VERSION) throw new Damaged("of another version");
    if (!isWhole(manifest)) throw new Damaged("no manifest");
    this.fetch = fetch;
    this.manifest = manifest;
    this.items = manifest.items;
    this.years = manifest.years;
    this.files = new Map();
    // Every answer needs it: let it travel beside the first shards.
    if (manifest.dictionary) this.file(`search/${manifest.dictionary}`).catch(() => {});
  }

  /** Fetches and unpacks a file. */
  file(path, unpacked = unpack) {
    if (!this.files.has(path)) {
      const bytes = this.fetch(path, false).then(unpacked);
      bytes.catch(() => this.files.delete(path));
      this.files.set(path, bytes);
    }
    return this.files.get(path);
  }

  /**
   * A term, or all terms that begin with it and go on within the same word.
   * @param {number} kind
   * @param {string} text
   * @param {string} placing the part that decides its shard
   * @param {boolean} exact
   * @returns {Promise<Term>}
   */
  async term(kind, text, placing, exact) {
    const n = this.manifest.shards[kind];
    const shard = hash(placing) % n;
    const place = folder(this.manifest, kind, shard, n);
    const load = (chunk) => this.file(`${place}/${shard}-${chunk}.bin`);
    const found = findTerms(await this.file(`${place}/${shard}.bin`), text, exact);
    const lists = (zone) => {
      const all = found.map((term) => new List(term.lists[zone], kind === KINDS.pair, this.items, load));
      return joined(all.filter((list) => list.items > 0));
    };
    const items = found.reduce((sum, term) => sum + term.items, 0);
    return { items, one: found.length === 1, headline: lists(0), text: lists(1) };
  }

  /** The term of two neighbouring symbols. */
  pair(first, second, exact) {
    return this.term(KINDS.pair, first.text + second.text, first.text + [...second.text][0], exact);
  }

  /** The term of one symbol. */
  symbol({ text, word }, finished) {
    const characters = [...text];
    return !word || (characters.length === 1 && !finished)
      ? this.term(KINDS.single, text, text, true)
      : this.term(KINDS.word, text, characters.slice(0, 2).join(""), finished);
  }

  /** The words that begin so, with the number of Items that hold each. */
  async words(start) {
    const n = this.manifest.shards[KINDS.word];
    const shard = hash([...start].slice(0, 2).join("")) % n;
    const bytes = await this.file(`${folder(this.manifest, KINDS.word, shard, n)}/${shard}.bin`);
    return findTerms(bytes, start, false).map(({ term, items }) => [term, items]);
  }

  /** The term of a filter, its letter first. */
  filter(term) {
    return this.term(KINDS.filter, term, term, true);
  }

  /** The entries of a group, as JSON. */
  async group(path) {
    const { dictionary } = this.manifest;
    const known = dictionary ? this.file(`search/${dictionary}`) : new Uint8Array();
    return this.file(path, async (bytes) => unpackWith(bytes, await known));
  }

  /**
   * The entry at a rank; its text may be the first piece only.
   * @param {number} rank
   * @returns {Promise<object>}
   */
  async entry(rank) {
    const { items, group } = this.manifest;
    const number = items - 1 - rank;
    const id = Math.floor(number / group);
    const place = folder(this.manifest, KINDS.entry, id, Math.ceil(items / group));
    const bytes = await this.group(`${place}/${id}.bin`);
    let entry;
    try {
      entry = JSON.parse(new TextDecoder().decode(bytes))[number % group];
    } catch {
      throw new Damaged("no entries");
    }
    const whole = ["i", "u", "h", "t"].every((key) => typeof entry?.[key] === "string");
    if (!whole) throw new Damaged("no entry");
    return { rank, ...entry };
  }

  /** The whole text of an entry. */
  async wholeText(entry) {
    const number = this.items - 1 - entry.rank;
    const place = folder(this.manifest, KINDS.text, number, this.items);
    const pieces = Array.from({ length: entry.x ?? 0 }, (_, i) =>
      this.file(`${place}/${number}-${i}.bin`),
    );
    const texts = (await Promise.all(pieces)).map((bytes) => new TextDecoder().decode(bytes));
    return entry.t + texts.join("");
  }

  /** Loads the table of traditional characters. */
  async loadTable() {
    setTable(readTable(await this.file(`search/${this.manifest.table}`)));
  }
}
