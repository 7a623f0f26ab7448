// Serving a folder, for the tests.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".json": "application/json" };
/** As strict as the sites that dibao builds. */
export const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:";

export const PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>检索</title>
<script defer src="search/search.js"></script></head><body><main><h1>检索</h1>
<form role="search"><input type="search" name="q" aria-label="检索"></form>
<select data-search-sort><option value="relevance">r</option><option value="date">d</option></select>
<details data-search-facets hidden><summary>筛选</summary><div data-search-terms></div></details>
<p data-search-status role="status" aria-live="polite"></p><ul data-search-suggestions></ul>
<ol data-search-results></ol><button type="button" data-search-more hidden>更多</button></main></body></html>`;

/**
 * Serves a folder, and the search page at its root.
 * @param {string} folder
 * @param {(path: string) => string | null} instead another file for a path, `""` for none
 */
export async function serve(folder, instead = () => null) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    response.setHeader("content-security-policy", POLICY);
    if (path === "/") {
      response.setHeader("content-type", TYPES[".html"]);
      response.end(PAGE);
      return;
    }
    const file = instead(path) ?? join(folder, path);
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // A test that fails leaves it open: that must not keep the tests from ending.
  server.unref();
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
