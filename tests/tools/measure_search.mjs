// Measures a built sharded index: node tools/measure_search.mjs SITE [N] [LENGTH]
//
// Cuts N queries at random from the texts of SITE (its folder `search/`), asks each with cold
// files, and says how many bytes the lists and the first ten results took, how long, and whether
// all results, fetched to the end, are those of a plain look at every text (SCAN=no leaves that
// out, for archives that do not fit in memory). ROWS=5 lists the five dearest queries.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

import { Engine } from "../../themes/default/scripts/search/engine.js";
import { Missing } from "../../themes/default/scripts/search/more.js";
import { fold, isWord } from "../../themes/default/scripts/search/fold.js";
import { find } from "../../themes/default/scripts/search/tokenize.js";

const [site, count = "100", length = "4"] = process.argv.slice(2);
let fetched = 0;
let requests = 0;
const fetchFile = async (path) => {
  let bytes;
  try {
    bytes = readFileSync(`${site}/${path}`);
  } catch {
    throw new Missing(path);
  }
  fetched += bytes.length;
  requests += 1;
  return bytes;
};

const probe = new Engine(fetchFile);
await probe.ready();
await probe.index.loadTable();
const { items, group, dictionary: name } = probe.index.manifest;
const dictionary = name ? await probe.index.file(`search/${name}`) : undefined;
const looks = process.env.SCAN !== "no";
const zones = Array(items);
for (const folder of looks ? readdirSync(`${site}/search/e`) : []) {
  for (const file of readdirSync(`${site}/search/e/${folder}`)) {
    const packed = readFileSync(`${site}/search/e/${folder}/${file}`);
    const entries = JSON.parse(inflateRawSync(packed, { dictionary }));
    entries.forEach((entry, i) => {
      const rank = items - 1 - (parseInt(file, 10) * group + i);
      zones[rank] = { rank, h: entry.h, t: entry.t, x: entry.x };
    });
  }
}
for (const zone of looks ? zones : []) {
  zone.h = fold(zone.h);
  zone.t = fold(zone.x ? await probe.index.wholeText(zone) : zone.t);
}

let seed = 20200910;
const below = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
};
const cut = async (most) => {
  const rank = below(items);
  const { h, t } = zones[rank] ?? (await probe.index.entry(rank));
  const characters = [...fold(below(5) ? t : h)];
  let start = below(Math.max(1, characters.length - most));
  while (start > 0 && isWord(characters[start] ?? "") && isWord(characters[start - 1])) start -= 1;
  return characters.slice(start, start + most).join("").trim();
};
const scan = (query) => {
  const words = fold(query).split(" ").filter(Boolean);
  const holds = ({ h, t }) =>
    words.every((word, i) => [h, t].some((zone) => find(zone, word, i + 1 < words.length) >= 0));
  return zones.filter(holds).map(({ rank }) => rank);
};

const rows = [];
let [wrong, inexact] = [0, 0];
while (rows.length < Number(count)) {
  const most = length === "any" ? 1 + below(8) : Number(length);
  const absent = rows.length % 4 === 3 && length === "any";
  const query = absent ? (await cut(2)) + (await cut(most)) : await cut(most);
  if (!query || [...query].length < (length === "any" ? 1 : most)) continue;
  const engine = new Engine(fetchFile);
  await engine.ready();
  [fetched, requests] = [0, 0];
  const begin = performance.now();
  const { results } = await engine.ask(query, "relevance", 20);
  const lists = fetched;
  const first = results.ranks.slice(0, 20);
  await Promise.all(first.slice(0, 10).map((rank) => engine.index.entry(rank)));
  const row = { query, lists, all: fetched, requests, ms: performance.now() - begin, ...results.total };
  if (!row.exact) inexact += 1;
  if (looks) await results.reach(Infinity);
  row.real = results.ranks.length;
  const expected = looks ? scan(query) : null;
  if (expected && [...results.ranks].sort((a, b) => a - b).join() !== expected.join()) {
    wrong += 1;
    console.log(`WRONG ${JSON.stringify(query)}: ${results.ranks.length} for ${expected.length}`);
  }
  rows.push(row);
}
const at = (key, share) => rows.map((row) => row[key]).sort((a, b) => a - b)[Math.floor(share * (rows.length - 1))];
for (const key of ["lists", "all", "requests", "ms"]) {
  const figures = [0.5, 0.9, 0.95, 1].map((share) => Math.round(at(key, share)));
  console.log(`${key}: p50 ${figures[0]}, p90 ${figures[1]}, p95 ${figures[2]}, max ${figures[3]}`);
}
console.log(`${rows.length} queries, ${wrong} wrong, ${inexact} counts estimated`);
if (process.env.ROWS) {
  for (const row of rows.sort((a, b) => b[process.env.BY ?? "all"] - a[process.env.BY ?? "all"]).slice(0, Number(process.env.ROWS))) console.log(JSON.stringify(row));
}
const size = (path) => readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => sum + (entry.isDirectory() ? size(`${path}/${entry.name}`) : statSync(`${path}/${entry.name}`).size), 0);
console.log(`index: ${(size(`${site}/search`) / 1e6).toFixed(1)} MB, ${items} items`);
