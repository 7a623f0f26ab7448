// The words around a match, and which of their characters match.

import { foldWithPlaces } from "./fold.js";
import { find } from "./tokenize.js";

/**
 * @typedef {object} Piece
 * @property {string} text
 * @property {boolean} mark whether it matches
 */

/**
 * A text with its matches marked.
 * @param {string} text
 * @param {import("./query.js").Clause[]} clauses
 * @returns {Piece[]}
 */
export function marked(text, clauses) {
  return piecesOf(text, 0, text.length, matchesIn(text, clauses));
}

/**
 * About `length` characters around the first match, from the start of a sentence where one is near.
 * @param {string} text
 * @param {import("./query.js").Clause[]} clauses
 * @param {number} length
 * @returns {Piece[]}
 */
export function excerpt(text, clauses, length = 120) {
  const matches = matchesIn(text, clauses);
  const first = matches[0]?.[0] ?? 0;
  let start = 0;
  if (first > length / 3) {
    start = first - Math.floor(length / 3);
    const sentence = /[。；！？\n]/g;
    sentence.lastIndex = start;
    const found = sentence.exec(text);
    if (found && found.index < first) start = found.index + 1;
  }
  if (isLow(text, start)) start += 1;
  let end = Math.min(text.length, Math.max(start + length, matches[0]?.[1] ?? 0));
  if (isLow(text, end)) end += 1;
  const pieces = piecesOf(text, start, end, matches);
  if (start > 0) pieces.unshift({ text: "…", mark: false });
  if (end < text.length) pieces.push({ text: "…", mark: false });
  return pieces;
}

/** Whether a text shows a match, or none is to be shown. */
export function showsMatch(text, clauses) {
  const phrases = clauses.filter(({ kind, not }) => kind === "text" && !not);
  return !phrases.length || matchesIn(text, phrases).length > 0;
}

/** Whether a cut at `at` would part a surrogate pair. */
const isLow = (text, at) => at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Where the words of a query stand in a text, in order, without overlaps. */
function matchesIn(text, clauses) {
  const phrases = clauses.filter(({ kind, not }) => kind === "text" && !not);
  if (!phrases.length) return [];
  const { folded, starts, ends } = foldWithPlaces(text);
  const matches = [];
  for (const { phrase, finished } of phrases) {
    for (let at = find(folded, phrase, finished); at >= 0 && matches.length < 200; ) {
      matches.push([starts[at], ends[at + phrase.length - 1]]);
      at = find(folded, phrase, finished, at + phrase.length);
    }
  }
  matches.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return matches.filter(([, end], i) => i === 0 || end > matches[i - 1][1]);
}

function piecesOf(text, start, end, matches) {
  const pieces = [];
  const push = (from, to, mark) => {
    if (to > from) pieces.push({ text: text.slice(from, to), mark });
  };
  let at = start;
  for (const [from, to] of matches) {
    if (to <= at || from >= end) continue;
    push(at, Math.max(at, from), false);
    push(Math.max(at, from), Math.min(to, end), true);
    at = Math.min(to, end);
  }
  push(at, end, false);
  return pieces;
}
