// What only some pages or some queries need comes in a second script, `search/more.js`: the single
// index, suggestions. Both scripts meet in one object.

import { Missing } from "./files.js";

/**
 * Loads a script of the site, once.
 * @param {Document} document
 * @param {string} address
 * @returns {Promise<void>}
 */
export function loadScript(document, address) {
  return new Promise((resolve, reject) => {
    const known = [...document.scripts].find((script) => script.src === address);
    if (known?.dataset.loaded) return resolve();
    const script = known ?? document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => {
      script.dataset.loaded = "yes";
      resolve();
    });
    script.addEventListener("error", () => {
      script.remove();
      reject(new Missing(address));
    });
    if (!known) document.head.append(script);
  });
}

/**
 * The second script's functions.
 * @param {Document} document
 * @param {string} base address of the site's root
 * @returns {Promise<object>}
 */
export async function loadMore(document, base) {
  await loadScript(document, `${base}search/more.js`);
  return document.defaultView.dibaoSearch;
}
