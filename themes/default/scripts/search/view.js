// Results as elements of the page. Text only ever becomes text.

import { excerpt, marked } from "./excerpt.js";

/**
 * A result: a link with its headline, an excerpt, where it is from.
 * @param {object} entry
 * @param {import("./query.js").Clause[]} clauses
 * @param {string} id of the element
 * @returns {HTMLElement}
 */
export function resultElement(entry, clauses, id) {
  const item = partialElement(entry, clauses);
  item.setAttribute("role", "none");
  const [link] = item.children;
  link.id = id;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.dataset.itemId = entry.i;
  link.tabIndex = -1;
  return item;
}

/**
 * The same, not as one of the results.
 * @param {object} entry
 * @param {import("./query.js").Clause[]} clauses
 */
export function partialElement(entry, clauses) {
  const item = element("li", "search-result");
  const link = element("a", "search-result-link");
  link.href = entry.u;
  const headline = element("span", "search-result-headline");
  appendPieces(headline, marked(entry.h || entry.p || entry.i, clauses));
  const text = element("span", "search-result-text");
  appendPieces(text, excerpt(entry.t, clauses));
  link.append(headline, text, originElement(entry));
  item.append(link);
  return item;
}

/**
 * A day, a month or a week as readers of the page write it; other words as they are.
 * @param {string} text such as `2020-09-07`, `2020-09` or `2020-W37`
 * @param {string} lang of the page, BCP 47
 */
export function timeWords(text, lang) {
  const [, year, week, month, day] = /^(\d{4})-(?:W(\d\d)|(\d\d)(?:-(\d\d))?)$/.exec(text) ?? [];
  if (!year) return text;
  if (lang.startsWith("zh")) return week ? `${year}年第${+week}周` : `${year}年${+month}月${day ? `${+day}日` : ""}`;
  if (week) return `Week ${+week}, ${year}`;
  const name = new Date(Date.UTC(2000, month - 1)).toLocaleString("en", { month: "long", timeZone: "UTC" });
  return `${day ? `${+day} ` : ""}${name} ${year}`;
}

/** Digest, what it covers, day, places, issuing bodies. */
function originElement(entry) {
  const origin = element("span", "search-result-origin");
  const time = timeWords(entry.d ?? entry.e ?? "", document.documentElement.lang);
  for (const words of [entry.p, entry.s, time, ...(entry.r ?? []), ...(entry.b ?? [])]) {
    if (!words) continue;
    const part = element("span");
    part.textContent = words;
    origin.append(part, " ");
  }
  return origin;
}

/**
 * A link that asks another query.
 * @param {string} label
 * @param {string} href
 * @param {string} query
 */
export function suggestionElement(label, href, query) {
  const item = element("li");
  const link = element("a");
  link.href = href;
  link.dataset.query = query;
  link.textContent = label;
  item.append(link);
  return item;
}

function appendPieces(parent, pieces) {
  for (const { text, mark } of pieces) {
    const part = mark ? element("mark") : document.createTextNode("");
    part.textContent = text;
    parent.append(part);
  }
}

function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}
