// Other queries that a reader may have meant; as src/search/reader/suggest.rs. Never counted as hits.

import { FACETS, parse, parseDays, quoted } from "./query.js";
import { formsOf } from "./stems.js";
import { symbols } from "./tokenize.js";

const MOST = 4;
/** Most parts of a query that are looked at one by one. */
const PARTS = 6;

/**
 * @typedef {object} Suggestion
 * @property {string} kind name of the string that presents it
 * @property {string} label what the string is about
 * @property {string} query
 * @property {number | string} [total]
 */

/**
 * Filters that a query may have meant: a bare date, a filter with the wide colon.
 * @param {string} input
 * @param {import("./query.js").Clause[]} clauses
 * @param {[number, number]} years first and last of the archive
 * @returns {Suggestion[]}
 */
export function filtersMeant(input, clauses, years) {
  const suggestions = [];
  for (const clause of clauses) {
    if (clause.kind !== "text" || clause.not || clause.source.startsWith('"')) continue;
    for (const value of datesMeant(clause.phrase, years)) {
      const query = sourceOf([...clauses.filter((other) => other !== clause), { source: `日期:${value}` }]);
      suggestions.push({ kind: "asDate", label: value, query });
    }
  }
  for (const name of FACETS.flatMap(({ names }) => names)) {
    const at = input.indexOf(`${name}：`);
    if (at < 0 || (at > 0 && !/\s/.test(input[at - 1]))) continue;
    const query = input.replace(`${name}：`, `${name}:`);
    suggestions.push({ kind: "asFilter", label: query.slice(at).split(/\s/)[0], query });
  }
  return suggestions.slice(0, MOST);
}

/** What a filter for the date that a phrase is would say; of a day without year, in the last years. */
function datesMeant(phrase, [first, last]) {
  const day = /^(\d{1,2})月(?:(\d{1,2})[日号]?)?$/.exec(phrase);
  if (day && last) {
    const years = Array.from({ length: Math.min(MOST, last - first + 1) }, (_, i) => last - i);
    const values = years.map((year) => [year, day[1], day[2]].filter(Boolean).join("-"));
    return values.filter((value) => parseDays(value)).map((value) => written(parseDays(value)));
  }
  const days = /^\d{4}/.test(phrase) && parseDays(phrase);
  if (!days || !last || days.from > `${last}-12-31` || days.to < `${first}-01-01`) return [];
  return [written(days)];
}

/** A stretch of days as short as it can be written. */
function written({ from, to }) {
  if (from === to) return from;
  if (!from || !to) return `${from}..${to}`;
  if (from === `${to.slice(0, 4)}-01-01` && to.endsWith("-12-31")) return from.slice(0, 4);
  return from.slice(0, 7) === to.slice(0, 7) && from.endsWith("-01") && to.endsWith("-31")
    ? from.slice(0, 7)
    : `${from}..${to}`;
}

/**
 * For a query without hits: the parts that stand nowhere, and what the query finds without one of
 * its parts, with a part of its phrase, or with another form of its word.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./query.js").Clause[]} clauses
 * @returns {Promise<{ nowhere: string[], ways: Suggestion[] }>}
 */
export async function waysOut(engine, clauses) {
  const wanted = clauses.filter((clause) => !clause.not).slice(0, PARTS);
  const found = await Promise.all(wanted.map((clause) => count(engine, sourceOf([clause]))));
  const lost = wanted.filter((_, i) => found[i] === 0);
  const ways = [];
  const without = (parts) => {
    const rest = clauses.filter((clause) => !parts.includes(clause));
    if (rest.some((clause) => !clause.not)) {
      ways.push({ kind: "without", label: sourceOf(parts), query: sourceOf(rest) });
    }
  };
  if (clauses.length > 1) {
    if (lost.length > 1) without(lost);
    for (const clause of clauses.slice(0, PARTS)) without([clause]);
  }
  for (const clause of lost.filter(({ kind }) => kind === "text").slice(0, 2)) {
    for (const other of await otherWords(engine, clause)) {
      const kept = clauses.filter((one) => one === clause || !lost.includes(one));
      const query = sourceOf(kept.map((one) => (one === clause ? { source: quoted(other) } : one)));
      ways.push({ kind: "instead", label: other, query });
    }
  }
  return { nowhere: lost.map(({ source }) => source), ways: (await counted(engine, ways)).slice(0, MOST) };
}

/** The longest beginning and end of a phrase that stand in the archive, and other forms of a word. */
async function otherWords(engine, { phrase }) {
  const all = symbols(phrase);
  if (all.length === 1 && all[0].word) {
    const forms = await mostFrequentForms(engine, phrase);
    const characters = [...phrase];
    const head = await longest(engine, characters.length - 1, (n) => characters.slice(0, n).join(""));
    return head && head.length > 2 ? [...forms, head] : forms;
  }
  let at = 0;
  const starts = all.map(({ text }) => {
    const start = phrase.indexOf(text, at);
    at = start + text.length;
    return start;
  });
  const most = all.length - 1;
  const head = await longest(engine, most, (n) => phrase.slice(0, starts[n]).trim());
  const tail = await longest(engine, most, (n) => phrase.slice(starts[all.length - n]));
  return [head, tail].filter((part, i, both) => part && both.indexOf(part) === i && symbols(part).length > 1);
}

/** The longest of the parts of 1 to `most` symbols that stands in the archive; `""` when none does. */
async function longest(engine, most, part) {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (await count(engine, quoted(part(middle)))) low = middle;
    else high = middle - 1;
  }
  return low ? part(low) : "";
}

/** Words of the archive with the same stem, the most frequent first. */
async function mostFrequentForms(engine, word) {
  const forms = (await formsOf(await engine.language(), word, (start) => engine.index.words(start))) ?? [];
  forms.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return forms.slice(0, 2).map(([other]) => other);
}

async function count(engine, query) {
  const { results } = await engine.ask(query, "date", 1);
  return results.total.total;
}

/** Those suggestions that find something, with how much. */
async function counted(engine, suggestions) {
  const fresh = suggestions.filter(({ query }, i) => suggestions.findIndex((one) => one.query === query) === i);
  const possible = fresh.filter(({ query }) => parse(query)?.some((clause) => !clause.not));
  const totals = await Promise.all(possible.map(({ query }) => count(engine, query)));
  return possible.map((one, i) => ({ ...one, total: totals[i] })).filter(({ total }) => total > 0);
}

const sourceOf = (clauses) => clauses.map(({ source }) => source).join(" ");
