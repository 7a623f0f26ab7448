// Which file a term or an entry is in; as src/search/shard/layout.rs.

/** Kinds of files, in order of the manifest's folders. */
export const KINDS = { pair: 0, single: 1, word: 2, filter: 3, entry: 4, text: 5 };

/** @param {string} text */
export function hash(text) {
  let value = 0x811c9dc5;
  for (const c of text) value = Math.imul(value ^ c.codePointAt(0), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/**
 * The folder of file `id` of `n`, from the site's root.
 * @param {{ folders: string[] }} manifest
 * @param {number} kind
 * @param {number} id
 * @param {number} n
 * @returns {string}
 */
export function folder(manifest, kind, id, n) {
  let size = 1;
  while (Math.ceil(n / size) > 64) size *= 2;
  const number = Math.floor(id / size);
  const name = manifest.folders[kind].slice(6 * number, 6 * number + 6);
  return `search/${"pswfet"[kind]}/${number.toString(16).padStart(2, "0")}-${name}`;
}
