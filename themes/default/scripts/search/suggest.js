// Other queries that a reader may have meant. Never counted as hits.

import { FACETS, parse, parseDays } from "./query.js";
import { fold } from "./fold.js";

const MOST = 4;

/**
 * @typedef {object} Suggestion
 * @property {string} kind name of the string that presents it
 * @property {string} label what the string is about
 * @property {string} query
 * @property {number | string} [total]
 */

/**
 * Filters that the query may have meant: a bare date, a filter with the wide colon.
 * @param {string} input
 * @returns {Suggestion[]}
 */
export function filtersMeant(input) {
  const suggestions = [];
  const days = parseDays(fold(input));
  if (days && /^\d{4}\D/.test(fold(input))) {
    const value = days.from === days.to ? days.from : days.from.slice(0, 7);
    suggestions.push({ kind: "asDate", label: value, query: `日期:${value}` });
  }
  for (const { names } of FACETS) {
    for (const name of names) {
      const at = input.indexOf(`${name}：`);
      if (at < 0 || (at > 0 && !/\s/.test(input[at - 1]))) continue;
      const query = input.replace(`${name}：`, `${name}:`);
      suggestions.push({ kind: "asFilter", label: query.slice(at).split(/\s/)[0], query });
    }
  }
  return suggestions;
}

/**
 * For a query without hits: what it finds without one of its parts, or with a part of its phrase.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./query.js").Clause[]} clauses
 * @returns {Promise<Suggestion[]>}
 */
export async function waysOut(engine, clauses) {
  if (clauses.length > 1) {
    const shorter = clauses.slice(0, 6).map((clause) => ({
      kind: "without",
      label: clause.source,
      query: sourceOf(clauses.filter((other) => other !== clause)),
    }));
    return counted(engine, shorter);
  }
  const [only] = clauses;
  if (only?.kind !== "text") return [];
  const characters = [...only.phrase];
  for (let length = characters.length - 1; length >= 2 && length > characters.length - 6; length -= 1) {
    const parts = [characters.slice(0, length), characters.slice(-length)];
    const queries = parts.map((part) => part.join("").trim());
    const found = await counted(engine, queries.map((query) => ({ kind: "instead", label: query, query })));
    if (found.length) return found;
  }
  return [];
}

/**
 * The parts of a query that no Item holds.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./query.js").Clause[]} clauses
 * @returns {Promise<string[]>}
 */
export async function partsNowhere(engine, clauses) {
  const wanted = clauses.filter((clause) => !clause.not).slice(0, 6);
  const answers = await Promise.all(wanted.map((clause) => engine.ask(sourceOf([clause]), "date", 1)));
  return wanted.filter((_, i) => answers[i].results.total.total === 0).map((clause) => clause.source);
}

async function counted(engine, suggestions) {
  const possible = suggestions.filter(({ query }) => parse(query)?.some((clause) => !clause.not));
  const answers = await Promise.all(possible.map(({ query }) => engine.ask(query, "date", 1)));
  return possible
    .map((suggestion, i) => ({ ...suggestion, total: answers[i].results.total.total }))
    .filter(({ total }) => total > 0)
    .slice(0, MOST);
}

const sourceOf = (clauses) => clauses.map(({ source }) => source).join(" ");
