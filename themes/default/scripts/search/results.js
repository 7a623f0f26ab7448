// The Items that match a query, found as far as they are asked for.

import { dayTerms } from "./query.js";
import { HEADLINE, openPhrase } from "./phrase.js";

const BOTH = ["headline", "text"];
const FIRST_SLICE = 48;
/** How many texts are looked at together: browsers fetch six files at once from a host without HTTP/2. */
const LOOKS = 6;

/** Items with one of some filter terms. */
class Filter {
  constructor(terms) {
    this.lists = terms.flatMap((term) => term.text);
    this.impossible = this.lists.length === 0;
    this.count = terms.length === 1 ? terms[0].items : null;
  }

  get loaded() {
    return this.lists.every((list) => list.chunks.every((chunk) => chunk.postings));
  }

  rarest() {
    return this.lists;
  }

  async narrow(ranks) {
    await Promise.all(this.lists.map((list) => list.fetch(list.missing(ranks))));
    const found = ranks.filter((rank) => this.lists.some((list) => list.placesIn(rank).length));
    return new Map(found.map((rank) => [rank, []]));
  }

  async holds() {
    return true;
  }
}

/**
 * The answer to a query. Make one with {@link openResults}.
 */
export class Results {
  /**
   * @param {object[]} wanted parts that must match
   * @param {object[]} unwanted parts that must not
   * @param {string} order `relevance` or `date`
   */
  constructor(wanted, unwanted, order) {
    this.wanted = wanted;
    this.unwanted = unwanted;
    /** Ranks of the Items found so far, in order. */
    this.ranks = [];
    this.complete = wanted.length === 0 || wanted.some((part) => part.impossible);
    this.phrases = wanted.filter((part) => !(part instanceof Filter));
    this.slices = this.walk(this.complete ? [] : this.phases(order));
    this.seen = 0;
  }

  /** Where each stretch of the results is looked for. */
  phases(order) {
    if (order === "date" || !this.phrases.length) return [BOTH];
    return [HEADLINE, this.phrases.length === 1 ? ["text"] : BOTH];
  }

  /**
   * Finds at least `n` Items, if there are as many; more if that costs no fetch.
   * @param {number} n
   */
  async reach(n) {
    while (!this.complete && (this.ranks.length < n || this.free)) {
      const { done } = await this.slices.next();
      this.complete ||= done;
    }
  }

  /** Whether going on needs no file. */
  get free() {
    return [...this.wanted, ...this.unwanted].every((part) => part.loaded);
  }

  /** How many Items match, and whether that is certain. */
  get total() {
    const found = this.ranks.length;
    if (this.complete) return { total: found, exact: true };
    const [only, more] = this.wanted;
    if (!more && !this.unwanted.length && only.count !== null) {
      return { total: only.count, exact: true };
    }
    const whole = this.driver(BOTH).reduce((sum, list) => sum + list.items, 0);
    const guess = Math.max(found + 1, Math.round((found * whole) / Math.max(this.seen, 1)));
    const unit = 10 ** Math.max(0, Math.floor(Math.log10(guess)) - 1);
    return { total: Math.max(found, Math.ceil(guess / unit) * unit), exact: false };
  }

  async *walk(phases) {
    let before = new Set();
    for (const zones of phases) {
      for await (const slice of this.candidates(zones)) {
        const fresh = before.size ? slice.filter((rank) => !before.has(rank)) : slice;
        const seen = this.seen;
        for await (const { found, share } of this.sift(fresh, zones)) {
          this.ranks.push(...found);
          this.seen = seen + share * slice.length;
          yield;
        }
        this.seen = seen + slice.length;
        yield;
      }
      before = new Set(this.ranks);
    }
  }

  /**
   * Those of the ranks that match: lists decide on all of them, texts on a few at a time. `share` says
   * how much of the ranks has been decided on so far.
   */
  async *sift(ranks, zones) {
    const wanted = [];
    for (const part of this.wanted) {
      const places = await part.narrow(ranks, zones);
      ranks = ranks.filter((rank) => places.has(rank));
      wanted.push({ part, places });
    }
    const unwanted = [];
    for (const part of this.unwanted) {
      const places = part.impossible ? new Map() : await part.narrow(ranks, BOTH);
      ranks = ranks.filter((rank) => places.get(rank)?.length !== 0);
      unwanted.push({ part, places });
    }
    const fits = async (rank) => {
      for (const { part, places } of wanted) if (!(await part.holds(rank, places.get(rank)))) return false;
      for (const { part, places } of unwanted) {
        if (places.has(rank) && (await part.holds(rank, places.get(rank)))) return false;
      }
      return true;
    };
    const sure = [...wanted, ...unwanted].every(({ places }) => ranks.every((rank) => !places.get(rank)?.length));
    const step = sure ? ranks.length : LOOKS;
    for (let at = 0; at < ranks.length; at += step) {
      const some = ranks.slice(at, at + step);
      const fitting = await Promise.all(some.map(fits));
      const share = Math.min(1, (at + step) / ranks.length);
      yield { found: some.filter((_, i) => fitting[i]), share };
    }
  }

  /** The lists of the part that says no most often. */
  driver(zones) {
    const size = (lists) => lists.reduce((sum, list) => sum + list.items, 0);
    const all = this.wanted.map((part) => part.rarest(zones));
    return all.reduce((a, b) => (size(b) < size(a) ? b : a));
  }

  /** Slices of the ranks that may match, rising. */
  async *candidates(zones) {
    const lists = this.driver(zones);
    let length = FIRST_SLICE;
    let low = 0;
    while (low < Infinity) {
      const chunks = lists.map((list) => list.chunkOf(low));
      const high = Math.min(Infinity, ...chunks.map((chunk) => chunk.last));
      await Promise.all(lists.map((list, i) => list.fetch(chunks[i].postings ? [] : [chunks[i]])));
      const ranks = new Set();
      for (const chunk of chunks) {
        for (const rank of chunk.postings.ranks) if (rank >= low && rank <= high) ranks.add(rank);
      }
      const rising = [...ranks].sort((a, b) => a - b);
      for (let at = 0; at < rising.length; length *= 2) {
        const end = this.free ? rising.length : at + length;
        yield rising.slice(at, end);
        at = end;
      }
      low = high + 1;
    }
  }
}

/**
 * Looks up the parts of a query.
 * @param {import("./sharded.js").Sharded} index
 * @param {import("./query.js").Clause[]} clauses
 * @param {string} order
 * @param {import("./stems.js").Language | null} stems
 * @returns {Promise<Results>}
 */
export async function openResults(index, clauses, order, stems) {
  const wanted = [];
  const unwanted = [];
  const facets = new Map();
  const open = async (clause) => {
    if (clause.kind === "text") {
      (clause.not ? unwanted : wanted).push(await openPhrase(index, clause, stems));
      return;
    }
    const names =
      clause.kind === "d" ? dayTerms(clause.days, index.years) : [clause.kind + clause.value];
    const terms = await Promise.all(names.map((name) => index.filter(name)));
    const key = clause.not ? clause : clause.kind;
    facets.set(key, [...(facets.get(key) ?? []), ...terms]);
  };
  await Promise.all(clauses.map(open));
  for (const [key, terms] of facets) {
    (typeof key === "string" ? wanted : unwanted).push(new Filter(terms));
  }
  return new Results(wanted, unwanted, order);
}
