// Folded text as symbols and tokens; as src/search/tokenize.rs.

import { isWord } from "./fold.js";

/**
 * @typedef {object} Symbol
 * @property {string} text a word, or a character that stands alone
 * @property {number} position how many symbols and spaces stand before it
 * @property {boolean} word
 */

/**
 * @param {string} folded
 * @returns {Symbol[]}
 */
export function symbols(folded) {
  const all = [];
  let position = 0;
  let open = null;
  for (const c of folded) {
    const word = isWord(c);
    if (word && open) {
      open.text += c;
      continue;
    }
    open = null;
    if (c !== " ") {
      all.push({ text: c, position, word });
      if (word) open = all.at(-1);
    }
    position += 1;
  }
  return all;
}

/**
 * The tokens of the single index.
 * @param {string} folded
 * @returns {string[]}
 */
export function tokens(folded) {
  const all = [];
  let before = null;
  for (const symbol of symbols(folded)) {
    if (!/^[\p{Alphabetic}\p{N}]/u.test(symbol.text)) {
      before = null;
      continue;
    }
    all.push(symbol.text);
    if (!symbol.word && before && before.position + 1 === symbol.position) {
      all.push(before.text + symbol.text);
    }
    before = symbol.word ? null : symbol;
  }
  return all;
}

/**
 * Where a phrase first stands in a folded text at or after `from`, or -1. Words count from their
 * start only, and if `finished`, the phrase's last word must end where the text's word ends.
 * @param {string} folded
 * @param {string} phrase
 * @param {boolean} finished
 * @param {number} from
 * @returns {number}
 */
export function find(folded, phrase, finished, from = 0) {
  const startsInWord = isWord(phrase);
  const endsInWord = finished && isWord(lastCharacter(phrase));
  for (let at = folded.indexOf(phrase, from); at >= 0; at = folded.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    const cutStart = startsInWord && at > 0 && isWord(lastCharacter(folded.slice(0, at)));
    const cutEnd = endsInWord && isWord(folded.slice(end, end + 2));
    if (!cutStart && !cutEnd) return at;
  }
  return -1;
}

const lastCharacter = (text) => [...text.slice(-2)].at(-1) ?? "";
