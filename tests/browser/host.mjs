// Serves a built site as a static host does, with the headers that its `_headers` asks for, and
// starts the browser that looks at it.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonl": "application/jsonl; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

/**
 * Serves `folder` on a free port of this machine.
 *
 * @param {string} folder
 * @returns {Promise<{origin: string, close: () => void}>}
 */
export async function serve(folder) {
  const rules = parseHeaders(await readFile(join(folder, "_headers"), "utf8").catch(() => ""));
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const file = normalize(path).endsWith("/") ? join(path, "index.html") : path;
    let status = 200;
    let body = await readFile(join(folder, normalize(file))).catch(() => null);
    if (body === null) {
      status = 404;
      body = await readFile(join(folder, "404.html")).catch(() => Buffer.from("not found"));
    }
    const type = status === 404 ? TYPES[".html"] : TYPES[extname(file)];
    response.writeHead(status, {
      "content-type": type ?? "application/octet-stream",
      ...headersFor(rules, path),
    });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/**
 * Starts the browser with nothing of its own going out to the network.
 *
 * @param {string} executablePath
 */
export function launch(executablePath) {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Reads a `_headers` file: a path on a line of its own, below it, indented, its headers.
 *
 * @param {string} text
 * @returns {{pattern: RegExp, headers: [string, string][]}[]}
 */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (/^\s/.test(line)) {
      const colon = line.indexOf(":");
      rules.at(-1)?.headers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
    } else {
      const parts = line.trim().split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
      rules.push({ pattern: new RegExp(`^${parts.join(".*")}$`), headers: [] });
    }
  }
  return rules;
}

/**
 * All headers that the rules give to a path; a header given twice is joined, as hosts do.
 *
 * @param {ReturnType<typeof parseHeaders>} rules
 * @param {string} path
 * @returns {Record<string, string>}
 */
export function headersFor(rules, path) {
  const all = {};
  for (const { pattern, headers } of rules) {
    if (!pattern.test(path)) continue;
    for (const [name, value] of headers) all[name] = name in all ? `${all[name]}, ${value}` : value;
  }
  return all;
}
