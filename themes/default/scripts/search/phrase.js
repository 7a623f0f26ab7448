// Items that hold a phrase, from the lists of its pairs.

import { fold, hasTable } from "./fold.js";
import { formsOf, wordOf } from "./stems.js";
import { find, symbols } from "./tokenize.js";

/** Up to so many Items it is cheaper to look at their text than to fetch more of the lists. */
const FEW = 24;
/** Shards fetched for one phrase before its candidates decide what more is needed. */
const MOST_SHARDS = 4;
/** With all lists longer than this, the other pairs are worth their shards. */
const MANY = 1500;
const ZONES = ["headline", "text"];
/** Asks for Items that come first for what their headline says, if perhaps in another form. */
export const HEADLINE = ["headline"];

/** A phrase whose lists are at hand. Make one with {@link openPhrase}. */
export class Phrase {
  constructor(index, { phrase, finished }) {
    this.index = index;
    this.phrase = phrase;
    this.finished = finished;
    /** Whether it need not stand in a headline for its Items to come first. */
    this.anywhere = false;
    /** Lists of headlines with another form of the word that it is. */
    this.forms = [];
    /** Symbols without a space between, each with the lists of its pairs. */
    this.runs = [];
    for (const symbol of symbols(phrase)) {
      const run = this.runs.at(-1);
      if (run && run.symbols.at(-1).position + 1 === symbol.position) run.symbols.push(symbol);
      else this.runs.push({ symbols: [symbol], terms: [] });
    }
  }

  async open() {
    await Promise.all(this.runs.map((run, i) => this.openRun(run, i === this.runs.length - 1)));
  }

  /** Fetches what other forms of the word, or its being a stop word, mean for the ranking. */
  async openForms(stems, word) {
    const forms = await formsOf(stems, word, (start) => this.index.words(start));
    this.anywhere = forms === null;
    const terms = (forms ?? []).map(([text]) => this.index.symbol({ text, word: true }, true));
    this.forms = (await Promise.all(terms)).flatMap((term) => term.headline);
  }

  async openRun(run, last) {
    const n = run.symbols.length;
    if (n === 1) {
      const finished = this.finished || !last;
      run.terms = [{ at: 0, ...(await this.index.symbol(run.symbols[0], finished)) }];
      return;
    }
    const cover = [];
    for (let at = 0; at < n - 1; at += 2) cover.push(at);
    if (n % 2) cover.push(n - 2);
    const step = Math.max(1, (cover.length - 1) / (MOST_SHARDS - 1));
    const first = cover.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step));
    await this.addPairs(run, first);
    if (first.length < MOST_SHARDS && run.terms.every((term) => term.items > MANY)) {
      const others = run.symbols.map((_, at) => at).slice(0, n - 1);
      const spare = others.filter((at) => !first.includes(at));
      await this.addPairs(run, spare.slice(0, MOST_SHARDS - first.length));
    }
  }

  /** Fetches the lists of the pairs that begin at the given symbols of a run. */
  async addPairs(run, places) {
    const end = run.symbols.length - 2;
    const last = run === this.runs.at(-1);
    const fetchOne = async (at) => {
      const exact = this.finished || !last || at < end || !run.symbols[at + 1].word;
      return { at, ...(await this.index.pair(run.symbols[at], run.symbols[at + 1], exact)) };
    };
    run.terms.push(...(await Promise.all(places.map(fetchOne))));
    run.terms.sort((a, b) => a.items - b.items);
  }

  /** Whether some term is nowhere in the archive. */
  get impossible() {
    return this.runs.some((run) => run.terms.some((term) => term.items === 0));
  }

  /** How many Items hold it, where the lists say so at once; otherwise null. */
  get count() {
    const [{ symbols: these, terms }, more] = this.runs;
    const [term] = terms;
    return !more && these.length <= 2 && term.one ? term.items : null;
  }

  /** Whether all is at hand that deciding on any Item may need. */
  get loaded() {
    const here = (list) => list.chunks.every((chunk) => chunk.postings);
    const [run, more] = this.runs;
    return !more && covers(run) && [...run.terms.flatMap((term) => listsOf(term, ZONES)), ...this.forms].every(here);
  }

  /**
   * The lists of its rarest term in some zones, and those of other forms in headlines: every Item that
   * holds it is in them.
   */
  rarest(zones) {
    if (zones === HEADLINE && this.anywhere) return this.rarest(ZONES);
    if (zones === HEADLINE && this.forms.length) return [...this.rarest(["headline"]), ...this.forms];
    const terms = this.runs.flatMap((run) => run.terms);
    return listsOf(terms.reduce((a, b) => (weight(b, zones) < weight(a, zones) ? b : a)), zones);
  }

  /**
   * Those of the ranks whose Item may hold the phrase in one of the zones, as far as lists can tell.
   * @param {number[]} ranks rising
   * @param {string[]} zones
   * @returns {Promise<Map<number, string[]>>} with the zones to look at; none if it is certain
   */
  async narrow(ranks, zones) {
    if (zones === HEADLINE && this.anywhere) return this.narrow(ranks, ZONES);
    if (zones === HEADLINE && this.forms.length) return this.narrowForms(ranks);
    const open = new Map();
    for (const zone of zones) {
      const left = ranks.filter((rank) => open.get(rank)?.length !== 0);
      const { ranks: found, look } = await this.narrowZone(left, zone);
      for (const rank of found) open.set(rank, look ? [...(open.get(rank) ?? []), zone] : []);
    }
    return open;
  }

  /** Of Items with another form in the headline, the word itself may stand in the text. */
  async narrowForms(ranks) {
    const open = await this.narrow(ranks, ["headline"]);
    await Promise.all(this.forms.map((list) => list.fetch(list.missing(ranks))));
    const like = ranks.filter((rank) => !open.has(rank) && this.forms.some((list) => list.placesIn(rank).length));
    for (const [rank, zones] of await this.narrow(like, ["text"])) open.set(rank, zones);
    return open;
  }

  async narrowZone(ranks, zone) {
    let look = this.runs.length > 1;
    for (const run of this.runs) {
      const result = await this.filterRun(run, ranks, zone);
      ranks = result.ranks;
      look ||= result.look;
    }
    return { ranks, look };
  }

  async filterRun(run, ranks, zone) {
    if (run.terms.some((term) => term[zone].length === 0)) return { ranks: [], look: false };
    const state = { starts: new Map(ranks.map((rank) => [rank, null])), used: [], skipped: false };
    for (const term of run.terms) await keepPlaced(state, run, term, zone);
    if (!covers({ ...run, terms: state.used }) && !state.skipped && state.starts.size > FEW) {
      const have = run.terms.map((term) => term.at);
      const spare = run.symbols.map((_, at) => at).slice(0, -1).filter((at) => !have.includes(at));
      await this.addPairs(run, spare);
      for (const term of run.terms.filter((term) => spare.includes(term.at))) {
        await keepPlaced(state, run, term, zone);
      }
    }
    const look = !covers({ ...run, terms: state.used });
    return { ranks: [...state.starts.keys()], look };
  }

  /**
   * Whether an Item that lists have left really holds the phrase.
   * @param {number} rank
   * @param {string[]} zones where to look; none if it is certain
   */
  async holds(rank, zones) {
    if (!zones.length) return true;
    const entry = await this.index.entry(rank);
    const inZone = async (zone) => {
      const text = zone === "headline" ? entry.h : entry.x ? await this.index.wholeText(entry) : entry.t;
      if (find(fold(text), this.phrase, this.finished) >= 0) return true;
      if (hasTable()) return false;
      await this.index.loadTable();
      return find(fold(text), this.phrase, this.finished) >= 0;
    };
    for (const zone of zones) if (await inZone(zone)) return true;
    return false;
  }
}

/**
 * @param {import("./sharded.js").Sharded} index
 * @param {import("./query.js").Clause} clause
 * @param {import("./stems.js").Language | null} stems where the ranking asks for them
 */
export async function openPhrase(index, clause, stems) {
  const phrase = new Phrase(index, clause);
  const word = stems && wordOf(clause);
  await Promise.all([phrase.open(), word && phrase.openForms(stems, word)]);
  return phrase;
}

const listsOf = (term, zones) => zones.flatMap((zone) => term[zone]);
const weight = (term, zones) => listsOf(term, zones).reduce((sum, list) => sum + list.items, 0);

/** Whether a run's pairs touch all its symbols. */
function covers(run) {
  if (run.symbols.length === 1) return run.terms.length === 1;
  const touched = new Set(run.terms.flatMap((term) => [term.at, term.at + 1]));
  return touched.size === run.symbols.length;
}

/** Keeps the Items in which a term stands where the others say, unless looking at them is cheaper. */
async function keepPlaced(state, run, term, zone) {
  const ranks = [...state.starts.keys()];
  const missing = term[zone].map((list) => list.missing(ranks));
  const nMissing = missing.reduce((sum, chunks) => sum + chunks.length, 0);
  if (nMissing > 0 && covers({ ...run, terms: state.used })) return;
  if (nMissing > 0 && ranks.length <= FEW && 5 * nMissing > ranks.length) {
    state.skipped = true;
    return;
  }
  await Promise.all(term[zone].map((list, i) => list.fetch(missing[i])));
  state.used.push(term);
  for (const [rank, starts] of state.starts) {
    const places = term[zone].flatMap((list) => list.placesIn(rank));
    const here = places.map((place) => place - (term[zone][0].hasPlaces ? term.at : 0));
    const kept = starts ? here.filter((start) => starts.includes(start)) : here;
    if (kept.length) state.starts.set(rank, kept);
    else state.starts.delete(rank);
  }
}
