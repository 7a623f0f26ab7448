// Scripts of the library and of the single index: pages opened from a disk may load nothing else.

import { setTable } from "./fold.js";
import { loadScript } from "./more.js";
import { Single } from "./single.js";

const FILES = ["search/elasticlunr.js", "search/table.js", "search/index.js"];

/**
 * @param {Document} document
 * @param {string} base address of the site's root
 * @returns {Promise<Single>}
 */
export async function openSingle(document, base) {
  await Promise.all(FILES.map((file) => loadScript(document, base + file)));
  const { dibaoTable, dibaoIndex, elasticlunr } = document.defaultView;
  const pairs = [...dibaoTable].reduce((all, c, i, characters) => {
    return i % 2 ? all : all.set(c, characters[i + 1]);
  }, new Map());
  setTable(pairs);
  return new Single(dibaoIndex, elasticlunr);
}
