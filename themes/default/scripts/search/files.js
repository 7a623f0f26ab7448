// Fetching and unpacking the files of the index.

import { Damaged } from "./bytes.js";
import { Missing } from "./more.js";

/**
 * @callback Fetcher
 * @param {string} path from the site's root
 * @param {boolean} fresh whether the browser's cache must not answer
 * @returns {Promise<Uint8Array>} rejects with {@link Missing}
 */

/**
 * Fetches below a site's root.
 * @param {string} base ends in a slash
 * @param {Promise<Response>} [manifest] under way already; used once
 * @returns {Fetcher}
 */
export function fetcher(base, manifest) {
  return async (path, fresh) => {
    const early = path.endsWith("manifest.json") && !fresh && manifest;
    if (early) manifest = undefined;
    let response;
    try {
      response = await (early || fetch(base + path, fresh ? { cache: "no-cache" } : {}));
    } catch {
      throw new Missing(path);
    }
    if (!response.ok) throw new Missing(path);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/**
 * Unpacks a gzip file; a server may have done so already.
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
export async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Damaged("cannot be unpacked");
  }
}

/**
 * Unpacks a raw deflate stream whose window begins with a dictionary: a stored block puts it there.
 * @param {Uint8Array} bytes
 * @param {Uint8Array} dictionary may be empty
 * @returns {Promise<Uint8Array>}
 */
export async function unpackWith(bytes, dictionary) {
  const { length } = dictionary;
  const block = length ? [new Uint8Array([0, length, length >> 8, ~length, ~length >> 8]), dictionary] : [];
  try {
    const stream = new Blob([...block, bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer()).subarray(length);
  } catch {
    throw new Damaged("cannot be unpacked");
  }
}
