// What a reader may write in the search box; as src/search/query.rs.

import { fold } from "./fold.js";

/** Longest query that is answered, in characters. */
export const MAX_QUERY = 512;

/** The filters: first letter of their terms, what a query may call them. */
export const FACETS = [
  { key: "t", names: ["标签", "tag"] },
  { key: "r", names: ["地区", "region"] },
  { key: "b", names: ["发文", "issuer"] },
  { key: "p", names: ["政策", "policy"] },
  { key: "c", names: ["分类", "category"] },
  { key: "d", names: ["日期", "date"] },
];

/**
 * @typedef {object} Clause
 * @property {string} kind `text`, or the letter of a facet (`d`: days)
 * @property {boolean} not whether what it matches is left out
 * @property {string} source the words as written; of bare text, folded
 * @property {string} [phrase] folded words, of a text
 * @property {boolean} [finished] whether the last word must end here, of a text
 * @property {string} [value] folded value, of a facet
 * @property {{ from: string, to: string } | null} [days] of days; null when the words are no date
 */

/**
 * Reads a query; null when it is too long.
 * @param {string} input
 * @returns {Clause[] | null}
 */
export function parse(input) {
  if (input.length > MAX_QUERY && [...input].length > MAX_QUERY) return null;
  let clauses = readClauses(input, true);
  if (clauses.every((clause) => clause.not)) clauses = readClauses(input, false);
  const texts = clauses.filter((clause) => clause.kind === "text" && !clause.not);
  for (const text of texts.slice(0, -1)) text.finished = true;
  return clauses;
}

function readClauses(input, operators) {
  const clauses = [];
  let bare = "";
  const pushBare = () => {
    for (const phrase of fold(bare).split(" ")) {
      if (phrase) clauses.push({ kind: "text", not: false, source: quoted(phrase), phrase, finished: false });
    }
    bare = "";
  };
  let rest = input.replace(BLANK_START, "");
  while (rest) {
    const not = operators && /^-[^-\s\x85]/.test(rest);
    const body = not ? rest.slice(1) : rest;
    let [clause, after] = readFilter(body) ?? readQuoted(body) ?? [null, rest.replace(WORD_START, "")];
    if (!clause && not) clause = textClause(body.slice(0, body.length - after.length));
    if (clause) {
      pushBare();
      const source = rest.slice(0, rest.length - after.length);
      if (clause.phrase !== "") clauses.push({ ...clause, not, source });
    } else {
      bare += ` ${rest.slice(0, rest.length - after.length)}`;
    }
    rest = after.replace(BLANK_START, "");
  }
  pushBare();
  return clauses;
}

/** Folded words as a query that means just them, whatever stands beside it. */
export const quoted = (words) => (/[ :]|^-/.test(words) ? `"${words}"` : words);

const BLANK_START = /^(?:[^\S\ufeff]|\x85)+/;
const WORD_START = /^(?:[^\s\x85]|\ufeff)+/;

const textClause = (words) => ({ kind: "text", phrase: fold(words), finished: true });

function inQuotes(text) {
  const match = /^["＂]([^]*?)["＂](?=[\s\x85]|$)/.exec(text);
  return match && [match[1], text.slice(match[0].length)];
}

function readQuoted(text) {
  const quoted = inQuotes(text);
  return quoted && [textClause(quoted[0]), quoted[1]];
}

function readFilter(text) {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0)).toLowerCase();
  const facet = FACETS.find(({ names }) => names.includes(name));
  if (!facet) return null;
  const written = text.slice(colon + 1);
  const [words, after] = inQuotes(written) ?? [
    WORD_START.exec(written)?.[0] ?? "",
    written.replace(WORD_START, ""),
  ];
  const value = fold(words);
  if (!value) return null;
  const clause =
    facet.key === "d"
      ? { kind: "d", days: parseDays(value) }
      : { kind: facet.key, value: bareTitle(value) };
  return [clause, after];
}

/** A policy's title without the 《》 around it that a reader may have copied; not of `《A》和《B》`. */
const bareTitle = (value) => value.replace(/^《(?![^《]*》.)([^]*)》$/, "$1");

/**
 * Reads `2020`, `2020-09`, `2020年9月10日`, or two of them with `..` between.
 * @param {string} folded
 * @returns {{ from: string, to: string } | null} days as `YYYY-MM-DD`, `""` for an open end
 */
export function parseDays(folded) {
  const at = folded.indexOf("..");
  if (at < 0) return parseDay(folded);
  const [from, to] = [folded.slice(0, at), folded.slice(at + 2)];
  const [first, last] = [from && parseDay(from), to && parseDay(to)];
  if (first === null || last === null || !(first || last)) return null;
  return { from: first ? first.from : "", to: last ? last.to : "" };
}

function parseDay(folded) {
  const parts = folded.split(/[-/.年月日]/).map((part) => part.trim());
  const [year, month = "", day = "", ...more] = parts;
  const fits = (part, max) => /^\d{1,2}$/.test(part) && part >= 1 && part <= max;
  if (!/^\d{4}$/.test(year) || more.some((part) => part)) return null;
  if ((month && !fits(month, 12)) || (day && !(month && fits(day, 31)))) return null;
  const write = (m, d) => `${year}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
  if (!month) return { from: write(1, 1), to: write(12, 31) };
  return { from: write(month, day || 1), to: write(month, day || 31) };
}

/**
 * The fewest terms of years, months and days that make up a stretch of days.
 * @param {{ from: string, to: string } | null} days
 * @param {[number, number]} years first and last year of the archive, 0 without any
 * @returns {string[]}
 */
export function dayTerms(days, [first, last]) {
  if (!days || !first) return [];
  const from = max(days.from, `${first}-01-01`);
  const to = days.to && days.to < `${last}-12-31` ? days.to : `${last}-12-31`;
  const covers = (start, end) => from <= start && end <= to;
  const terms = [];
  for (let year = first; year <= last; year += 1) {
    if (covers(`${year}-01-01`, `${year}-12-31`)) {
      terms.push(`d${year}`);
      continue;
    }
    for (let m = 1; m <= 12; m += 1) {
      const month = `${year}-${String(m).padStart(2, "0")}`;
      if (covers(`${month}-01`, `${month}-31`)) {
        terms.push(`d${month}`);
      } else if (from <= `${month}-31` && `${month}-01` <= to) {
        for (let d = 1; d <= 31; d += 1) {
          const day = `${month}-${String(d).padStart(2, "0")}`;
          if (covers(day, day)) terms.push(`d${day}`);
        }
      }
    }
  }
  return terms;
}

const max = (a, b) => (a > b ? a : b);
