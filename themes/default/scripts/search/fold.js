// The one form in which text and query are compared; as src/search/fold.rs, which says why.

const ALONE =
  "\\u1100-\\u11ff\\u2e80-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef" +
  "\\u{1b000}-\\u{1b16f}\\u{20000}-\\u{3ffff}";
const WORD = new RegExp(`^(?![${ALONE}])[\\p{Alphabetic}\\p{N}]`, "u");
const ZERO_WIDTH =
  /[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0000}-\u{e0fff}]/u;
const SPACE = /[^\S\ufeff]|\x85/;
const NUMBER = new RegExp(
  `(?:(?<=[${ALONE}]) )?[〔【[] ?([0-9]{4}) ?[〕】\\]](?: ?([0-9]+)(?: (?=号))?)?`,
  "gu",
);
/** A character with the marks that may join it, or Hangul letters that join each other. */
const CLUSTER = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uffa0-\uffdc]+|[^]\p{M}*[\uff9e\uff9f]*/gu;

/** @type {Map<string, string> | null} */
let table = null;

/** What short stretches of a text become: there are few, and each costs several patterns. */
let known = new Map();

/** Whether the table of traditional characters is at hand. */
export const hasTable = () => table !== null;

/** @param {Map<string, string>} pairs traditional to simplified characters */
export function setTable(pairs) {
  table = pairs;
  known = new Map();
}

/** @param {string} c a folded character */
export const isWord = (c) => WORD.test(c);

/**
 * Brings a text into the form in which it is compared.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  const folded = foldCharacters(text.toWellFormed ? text.toWellFormed() : text).trim();
  return folded.replace(NUMBER, (_, year, digits = "") => `〔${year}〕${digits}`);
}

function foldCharacters(text) {
  let out = "";
  for (const c of text.normalize("NFKC")) {
    if (ZERO_WIDTH.test(c)) continue;
    if (SPACE.test(c)) {
      if (out && !out.endsWith(" ")) out += " ";
    } else {
      out += table?.get(c) ?? (c < "\x80" || isWord(c) ? c.toLowerCase() : c);
    }
  }
  return out;
}

function foldCluster(cluster) {
  const folded = SPACE.test(cluster) ? " " : foldCharacters(`x${cluster}`).slice(1);
  if (cluster.length < 3) known.set(cluster, folded);
  return folded;
}

/**
 * A folded text, and for each of its UTF-16 units where it comes from in the text.
 * @param {string} text
 * @returns {{ folded: string, starts: number[], ends: number[] }}
 */
export function foldWithPlaces(text) {
  let folded = "";
  let starts = [];
  let ends = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const part = known.get(cluster) ?? foldCluster(cluster);
    if (part === " " && (folded === "" || folded.endsWith(" "))) continue;
    folded += part;
    for (let i = 0; i < part.length; i += 1) {
      starts.push(index);
      ends.push(index + cluster.length);
    }
  }
  const numbers = [...folded.matchAll(NUMBER)].reverse();
  for (const { 0: number, 1: year, 2: digits = "", index } of numbers) {
    const one = `〔${year}〕${digits}`;
    const end = index + number.length;
    folded = folded.slice(0, index) + one + folded.slice(end);
    starts.splice(index, number.length, ...Array(one.length).fill(starts[index]));
    ends.splice(index, number.length, ...Array(one.length).fill(ends[end - 1]));
  }
  return { folded, starts, ends };
}
