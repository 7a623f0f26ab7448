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
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? inflate("gzip", [bytes]) : bytes;
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
  return (await inflate("deflate-raw", [...block, bytes])).subarray(length);
}

/** What a packed stream holds. No Blob or Response carries it: each would cost a call to another process. */
async function inflate(format, pieces) {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is told to the reader, too.
  for (const piece of pieces) writer.write(piece).catch(() => {});
  writer.close().catch(() => {});
  const unpacked = [];
  try {
    for (const reader = stream.readable.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return joinBytes(unpacked);
      unpacked.push(value);
    }
  } catch {
    throw new Damaged("cannot be unpacked");
  }
}

function joinBytes(pieces) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
