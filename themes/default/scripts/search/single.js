// The single index of a small archive: elasticlunr finds what may match, the text decides.

import { dayTerms } from "./query.js";
import { fold } from "./fold.js";
import { formsOf, wordOf } from "./stems.js";
import { find, symbols, tokens } from "./tokenize.js";

/** Letters of a token that are in the index; as src/search/elasticlunr.rs. */
const LONGEST_TOKEN = 200;

/** The whole archive in one object. */
export class Single {
  /**
   * @param {object} data the index as `search/index.js` brings it
   * @param {object} elasticlunr the library
   */
  constructor(data, elasticlunr) {
    this.entries = data.entries;
    this.filters = data.filters.map((terms) => new Set(terms));
    this.index = elasticlunr.Index.load(data.index);
    const years = data.filters.flat().filter((term) => /^d\d{4}$/.test(term));
    const numbers = years.map((term) => Number(term.slice(1)));
    this.years = [numbers.reduce((a, b) => Math.min(a, b), Infinity), numbers.reduce((a, b) => Math.max(a, b), 0)];
  }

  async entry(rank) {
    return { rank, ...this.entries[rank] };
  }

  async wholeText(entry) {
    return entry.t;
  }

  async loadTable() {}

  /** The words that begin so, with the number of Items that hold each. */
  async words(start) {
    this.counts ??= this.countWords();
    return [...this.counts].filter(([word]) => word.startsWith(start));
  }

  countWords() {
    const counts = new Map();
    for (const { h, t } of this.entries) {
      const here = symbols(`${fold(h)} ${fold(t)}`).filter(({ word }) => word);
      for (const word of new Set(here.map(({ text }) => text))) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return counts;
  }

  /** Answers a query; the shape of {@link import("./results.js").Results}. */
  async look(clauses, order, stems) {
    const texts = clauses.filter(({ kind, not }) => kind === "text" && !not);
    const facets = groupByKind(clauses.filter(({ kind, not }) => kind !== "text" && !not));
    const fits = (rank) =>
      [...facets.values()].every((any) => any.some((clause) => this.matches(rank, clause))) &&
      texts.every((clause) => this.matches(rank, clause)) &&
      !clauses.some((clause) => clause.not && this.matches(rank, clause));
    const all = clauses.length ? this.candidates(texts).filter(fits) : [];
    const heads = await Promise.all(texts.map((clause) => this.headlineTest(clause, stems)));
    const inHeadline = (rank) => heads.length > 0 && heads.every((test) => test(rank));
    const ranks =
      order === "date" ? all : [...all.filter(inHeadline), ...all.filter((rank) => !inHeadline(rank))];
    return {
      ranks,
      complete: true,
      total: { total: ranks.length, exact: true },
      wanted: [],
      unwanted: [],
      reach: async () => {},
    };
  }

  /** Tells whether an Item's headline says what a text does, perhaps in another form. */
  async headlineTest(clause, stems) {
    const word = stems && wordOf(clause);
    const forms = word ? await formsOf(stems, word, (start) => this.words(start)) : [];
    if (!forms) return () => true;
    const all = [clause, ...forms.map(([phrase]) => ({ phrase, finished: true }))];
    return (rank) => all.some((one) => this.inZone(rank, one, "h"));
  }

  /** Ranks that hold all tokens of all texts, rising. */
  candidates(texts) {
    let ranks = this.entries.map((_, rank) => rank);
    for (const { phrase } of texts) {
      const words = tokens(phrase).map((token) => [...token].slice(0, LONGEST_TOKEN).join(""));
      if (!words.length) continue;
      const config = { fields: { all: { bool: "AND" } }, expand: true };
      const found = new Set(this.index.search(words.join(" "), config).map(({ ref }) => Number(ref)));
      ranks = ranks.filter((rank) => found.has(rank));
    }
    return ranks;
  }

  matches(rank, clause) {
    if (clause.kind === "text") return this.inZone(rank, clause, "h") || this.inZone(rank, clause, "t");
    const terms = clause.kind === "d" ? dayTerms(clause.days, this.years) : [clause.kind + clause.value];
    return terms.some((term) => this.filters[rank].has(term));
  }

  inZone(rank, { phrase, finished }, zone) {
    const entry = this.entries[rank];
    const key = `folded_${zone}`;
    if (entry[key] === undefined) {
      Object.defineProperty(entry, key, { value: fold(entry[zone]), enumerable: false });
    }
    return find(entry[key], phrase, finished) >= 0;
  }
}

function groupByKind(clauses) {
  const groups = new Map();
  for (const clause of clauses) groups.set(clause.kind, [...(groups.get(clause.kind) ?? []), clause]);
  return groups;
}
