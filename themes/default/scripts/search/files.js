// Fetching and unpacking the files of the index.

import { Damaged } from "./bytes.js";

/** Thrown when a file is not there: cut off, or of another build. */
export class Missing extends Error {}

/**
 * @callback Fetcher
 * @param {string} path from the site's root
 * @param {boolean} fresh whether the browser's cache must not answer
 * @returns {Promise<Uint8Array>} rejects with {@link Missing}
 */

/**
 * Fetches below a site's root.
 * @param {string} base ends in a slash
 * @returns {Fetcher}
 */
export function fetcher(base) {
  return async (path, fresh) => {
    let response;
    try {
      response = await fetch(base + path, fresh ? { cache: "no-cache" } : {});
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
