// The search page comes in four scripts: `search/search.js` with the page, `search/engine.js` with
// the first query, `search/more.js` for what only some queries and sites need, `search/facets.js` with
// the panel of facets. They meet in one object.

/** Thrown when a file is not there: cut off, or of another build. */
export class Missing extends Error {}

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
 * Loads a script of the site and returns what all scripts so far export.
 * @param {Document} document
 * @param {string} address
 * @returns {Promise<object>}
 */
export async function loadPart(document, address) {
  await loadScript(document, address);
  return document.defaultView.dibaoSearch;
}
