// Measures the search of a built site in Chromium, and that of Pagefind on the same pages:
// bytes over the wire, time to the first painted result, recall and precision against a plain scan.
// `cargo xtask search` starts it with a plan and shows what it prints.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, gunzipSync } from "node:zlib";
import { fold, isWord, setTable } from "../../themes/default/scripts/search/fold.js";
import { find } from "../../themes/default/scripts/search/tokenize.js";
import { parse } from "../../themes/default/scripts/search/query.js";
import { launch } from "./host.mjs";

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const TEXT = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json" };

/** Serves the site, text in brotli; tells what it sent since the last time it was asked. */
async function serve() {
  const packed = new Map();
  let sent = [];
  const body = (path) => {
    if (path === "/-/blank.html") return Buffer.from("<!doctype html><title>-</title>");
    const file = path.startsWith("/pagefind/") ? join(plan.pagefind, path.slice(10)) : join(plan.site, path);
    return existsSync(file) ? readFileSync(file) : null;
  };
  const server = createServer((request, response) => {
    let path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (path.endsWith("/")) path += "index.html";
    const type = TEXT[extname(path)];
    if (!packed.has(path)) {
      const bytes = body(path);
      packed.set(path, bytes && type ? brotliCompressSync(bytes) : bytes);
    }
    const bytes = packed.get(path);
    if (!bytes) return response.writeHead(404).end();
    sent.push([path, bytes.length]);
    response.writeHead(200, {
      "content-type": type ?? "application/octet-stream",
      "content-length": bytes.length,
      "cache-control": "max-age=60",
      ...(type && { "content-encoding": "br" }),
    });
    response.end(bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const taken = () => {
    const all = sent.filter(([path]) => !/favicon/.test(path));
    sent = [];
    return all;
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, taken, server };
}

const sum = (sent) => sent.reduce((total, [, bytes]) => total + bytes, 0);
const at = (share, all) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(share * all.length))];
const round = (n) => Math.round(n * 10) / 10;
const spread = (all) => ({ median: round(at(0.5, all)), p95: round(at(0.95, all)) });

// --- What the archive holds ---------------------------------------------------------------------

/** What stands on each line of a file, which may be longer than the longest string. */
function* lines(file) {
  const bytes = readFileSync(join(plan.site, "data", file));
  for (let from = 0, to; from < bytes.length; from = to + 1) {
    to = bytes.indexOf(10, from);
    if (to < 0) to = bytes.length;
    yield JSON.parse(bytes.toString("utf8", from, to));
  }
}

/** Items in order of rank, folded. */
function readItems() {
  const pairs = readFileSync(new URL("../../src/search/data/traditional.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .flatMap((line) => line.split(" ").filter(Boolean));
  setTable(new Map(pairs.map((pair) => [pair[0], pair[1]])));
  const ends = new Map(Array.from(lines("posts.jsonl"), (post) => [post.id, post.period?.end ?? ""]));
  const items = Array.from(lines("items.jsonl"), (item) => ({
    id: item.id,
    day: item.date ?? ends.get(item.post) ?? "",
    zones: [fold(item.headline), fold(item.text)],
  }));
  return items.map((item, i) => [item, i]).sort(([a, i], [b, j]) => (a.day < b.day ? 1 : a.day > b.day ? -1 : i - j)).map(([item]) => item);
}

const matches = (zones, clauses) => clauses.every(({ phrase, finished }) => zones.some((zone) => find(zone, phrase, finished) >= 0));

/** A number below `n`; the same numbers in every run. */
let state = 20200910n;
function dice(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(n));
}

/** 1 to 8 characters of some text, in words from their start. */
function cut(items, least, most) {
  for (;;) {
    const text = [...items[dice(items.length)].zones[1]];
    if (text.length < 10) continue;
    let start = dice(text.length);
    while (start > 0 && isWord(text[start]) && isWord(text[start - 1])) start -= 1;
    const query = text.slice(start, start + least + dice(most - least + 1)).join("").trim();
    if ([...query].length >= least && !/["＂:\n]|^-/.test(query)) return query;
  }
}

function queries(items) {
  const random = Array.from({ length: plan.random }, () => cut(items, 1, 8));
  const absent = [];
  while (absent.length < plan.absent) {
    const query = cut(items, 2, 4) + cut(items, 2, 4);
    const clauses = parse(query);
    if (!items.some(({ zones }) => matches(zones, clauses))) absent.push(query);
  }
  const timed = [];
  while (timed.length < plan.timed) {
    const query = cut(items, 4, 4);
    if (/^\p{sc=Han}{4}$/u.test(query)) timed.push(query);
  }
  return { random, absent, timed };
}

// --- dibao --------------------------------------------------------------------------------------

/** Milliseconds that a reader looks at an answer: what still comes for it is not to stand in the way of the next. */
const READING = 300;

/** In the page: types the query's last character, waits until the first result is painted. */
function askAndPaint(query) {
  return new Promise((resolve) => {
    const input = document.querySelector("input[type=search]");
    const list = document.querySelector("[data-search-results]");
    list.replaceChildren();
    let start;
    const painted = () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - start);
      requestAnimationFrame(() => port2.postMessage(0));
    };
    const watch = new MutationObserver(() => {
      if (!list.querySelector("[data-item-id]")) return;
      watch.disconnect();
      painted();
    });
    watch.observe(list, { childList: true });
    input.focus();
    input.value = query.slice(0, -1);
    addEventListener("input", () => (start = performance.now()), { capture: true, once: true });
    document.execCommand("insertText", false, query.slice(-1));
  });
}

async function timesOfDibao(browser, host, timed) {
  const [cold, further, coldTimes, warmTimes] = [[], [], [], []];
  let firstLoad;
  for (let i = 0; i < timed.length; i += 5) {
    const context = await browser.newContext();
    const page = await context.newPage();
    host.taken();
    await page.goto(`${host.origin}/search/`);
    await page.waitForTimeout(50);
    const before = host.taken().filter(([path]) => !path.endsWith(".html"));
    for (const [n, query] of timed.slice(i, i + 5).entries()) {
      const time = await page.evaluate(askAndPaint, query);
      await page.waitForTimeout(READING);
      const sent = host.taken();
      (n ? warmTimes : coldTimes).push(time);
      if (n) further.push(sum(sent));
      else {
        const manifest = sent.filter(([path]) => path.endsWith("manifest.json"));
        const engine = sent.filter(([path]) => path.endsWith("engine.js"));
        firstLoad = { page: sum(before) + sum(manifest), engine: sum(engine) };
        cold.push(sum(sent) - sum(manifest));
      }
    }
    await context.close();
  }
  return {
    first_load_bytes: firstLoad.page,
    engine_bytes: firstLoad.engine,
    cold_query_bytes: spread(cold),
    further_query_bytes: spread(further),
    cold_ms: spread(coldTimes),
    warm_ms: spread(warmTimes),
  };
}

/** Asks the engine in the page for all ranks of a query. */
async function allRanks(query) {
  const base = new URL("..", location.href).href;
  const parts = await globalThis.dibaoSearch.loadPart(document, `${base}search/engine.js`);
  const single = async () => (await globalThis.dibaoSearch.loadPart(document, `${base}search/more.js`)).openSingle(document, base);
  globalThis.measured ??= new parts.Engine(parts.fetcher(base), single);
  const { results } = await globalThis.measured.ask(query, "date", Infinity);
  return [...results.ranks];
}

async function exactness(browser, host, items, asked) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${host.origin}/search/`);
  const total = { queries: asked.length, expected: 0, found: 0, both: 0, exact: 0 };
  for (const query of asked) {
    const clauses = parse(query);
    const expected = new Set(items.flatMap(({ zones }, rank) => (matches(zones, clauses) ? [rank] : [])));
    const ranks = await page.evaluate(allRanks, query);
    const both = ranks.filter((rank) => expected.has(rank)).length;
    total.expected += expected.size;
    total.found += ranks.length;
    total.both += both;
    const same = both === expected.size && both === ranks.length;
    total.exact += same;
    if (!same) console.error(`dibao: \`${query}\`: ${both} of ${expected.size}, ${ranks.length} found`);
  }
  await page.context().close();
  return rates(total);
}

const rates = (total) => ({
  ...total,
  recall: total.expected ? total.both / total.expected : 1,
  precision: total.found ? total.both / total.found : 1,
});

// --- Pagefind -----------------------------------------------------------------------------------

/** In the page: loads Pagefind when that has not been done, asks, waits for ten results. */
async function askPagefind([query, n]) {
  const start = performance.now();
  globalThis.pagefind ??= await import("/pagefind/pagefind.js");
  const { results } = await globalThis.pagefind.search(query);
  const ids = results.map(({ id }) => id);
  let first;
  await Promise.all(results.slice(0, n).map(async (result) => {
    const data = await result.data();
    first ??= document.body.appendChild(Object.assign(document.createElement("p"), { textContent: data.excerpt }));
  }));
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return { ids, time: performance.now() - start };
}

async function timesOfPagefind(browser, host, timed) {
  const [cold, further, coldTimes, warmTimes] = [[], [], [], []];
  for (let i = 0; i < timed.length; i += 5) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${host.origin}/-/blank.html`);
    host.taken();
    for (const [n, query] of timed.slice(i, i + 5).entries()) {
      const { time } = await page.evaluate(askPagefind, [query, 10]);
      (n ? further : cold).push(sum(host.taken()));
      (n ? warmTimes : coldTimes).push(time);
    }
    await context.close();
  }
  return {
    cold_query_bytes: spread(cold),
    further_query_bytes: spread(further),
    cold_ms: spread(coldTimes),
    warm_ms: spread(warmTimes),
  };
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
const plain = (html) =>
  html.replace(/<(script|style|nav)[^]*?<\/\1>/g, " ").replace(/<[^>]*>/g, "").replace(/&(\w+|#\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

/** Text of every page that Pagefind has indexed, by the id that it gave it. */
function readPages() {
  const pages = new Map();
  for (const file of readdirSync(join(plan.pagefind, "fragment"))) {
    const packed = gunzipSync(readFileSync(join(plan.pagefind, "fragment", file)));
    const { url } = JSON.parse(packed.subarray(packed.indexOf("{")).toString());
    const html = readFileSync(join(plan.site, decodeURIComponent(url), "index.html"), "utf8");
    const main = /<main[^>]*>([^]*)<\/main>/.exec(html);
    pages.set(file.replace(/\.pf_fragment$/, ""), fold(plain(main ? main[1] : html)));
  }
  return pages;
}

async function recallOfPagefind(browser, host, asked) {
  const pages = readPages();
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${host.origin}/-/blank.html`);
  const total = { queries: asked.length, expected: 0, found: 0, both: 0, exact: 0 };
  const each = [];
  for (const query of asked) {
    const clauses = parse(query);
    const expected = new Set([...pages].flatMap(([id, text]) => (matches([text], clauses) ? [id] : [])));
    const { ids } = await page.evaluate(askPagefind, [query, 0]);
    const both = ids.filter((id) => expected.has(id)).length;
    each.push([expected.size ? both / expected.size : 1, ids.length ? both / ids.length : 1]);
    total.expected += expected.size;
    total.found += ids.length;
    total.both += both;
    total.exact += both === expected.size && both === ids.length;
  }
  await page.context().close();
  const mean = (i) => each.reduce((all, one) => all + one[i], 0) / each.length;
  return { ...rates(total), mean_recall: mean(0), mean_precision: mean(1) };
}

// ------------------------------------------------------------------------------------------------

const items = readItems();
const { random, absent, timed } = queries(items);
const host = await serve();
const browser = await launch(plan.chromium);
const answer = { items: items.length, dibao: await timesOfDibao(browser, host, timed) };
answer.dibao.random = await exactness(browser, host, items, random);
answer.dibao.absent = await exactness(browser, host, items, absent);
if (plan.seeds.length) answer.dibao.seeds = await exactness(browser, host, items, plan.seeds);
if (plan.pagefind) {
  answer.pagefind = await timesOfPagefind(browser, host, timed);
  answer.pagefind.random = await recallOfPagefind(browser, host, random);
  answer.pagefind.absent = await recallOfPagefind(browser, host, absent);
}
await browser.close();
host.server.close();
host.server.closeAllConnections();
console.log(JSON.stringify(answer));
