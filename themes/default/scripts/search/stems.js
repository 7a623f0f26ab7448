// Other forms of English words, for ranking and suggestions, never for matching; as
// src/search/reader/stem.rs.

/**
 * Stems and stop words: elasticlunr, as far as it is needed here.
 * @typedef {{ stemmer: (word: string) => string, stopWordFilter: (word: string) => string | undefined }} Language
 */

const isLatin = (word) => /^[a-z]+$/.test(word);

/**
 * The word that a part of a query is, if it is one English word and not in quotation marks.
 * @param {import("./query.js").Clause} clause
 * @returns {string | null}
 */
export const wordOf = ({ kind, not, phrase, source }) =>
  kind === "text" && !not && isLatin(phrase) && !source.startsWith('"') ? phrase : null;

/**
 * The other words with the same stem, of those that may have it.
 * @param {Language} language
 * @param {string} word
 * @param {(start: string) => Promise<[string, number][]>} words those of the archive that begin so
 * @returns {Promise<[string, number][] | null>} `null` for a stop word
 */
export async function formsOf(language, word, words) {
  if (!isLatin(word)) return [];
  if (!language.stopWordFilter(word)) return null;
  const stem = language.stemmer(word);
  if (stem.length < 2) return [];
  const like = await words(stem.slice(0, Math.max(2, stem.length - 1)));
  return like.filter(([other]) => other !== word && isLatin(other) && language.stemmer(other) === stem);
}
