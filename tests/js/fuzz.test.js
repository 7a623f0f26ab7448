// Any bytes as a file of the search index: the browser's reader answers, or says that the index is
// damaged. The same rule as for the reader in Rust (fuzz/src/shard.rs), by a fixed seed.
// ROUNDS=100000 looks further, SEED=… elsewhere.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync, deflateRawSync } from "node:zlib";

import { Damaged } from "../../themes/default/scripts/search/bytes.js";
import { Engine, TooLong } from "../../themes/default/scripts/search/engine.js";
import { openTerms } from "../../themes/default/scripts/search/terms.js";
import { Missing } from "../../themes/default/scripts/search/more.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(root, "target/debug/dibao");
const skip = !existsSync(program) && "run `cargo build` first";
const rounds = Number(process.env.ROUNDS ?? 200);

const QUERIES = ["区块链", "数字货币", "block", "bl", "链", "标签:区块链", "日期:2020", '"数字 货币" -5G', "政策"];

/** The files of a sharded index of the sample archive, by path from the site's root. */
function build() {
  const folder = mkdtempSync(join(tmpdir(), "dibao-fuzz-"));
  try {
    const output = join(folder, "site");
    execFileSync(program, ["build", "--root", root, "--output", output, "--search", "sharded"], { stdio: "ignore" });
    const names = readdirSync(join(output, "search"), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile() && /\.(bin|json)$/.test(entry.name));
    return new Map(
      files
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .sort()
        .map((path) => [path.slice(output.length + 1), new Uint8Array(readFileSync(path))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A plain congruential generator: the same mutations in every run. */
function generator(seed) {
  let state = BigInt(seed);
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) % below;
  };
}

/** Numbers that decoders trip over: nothing, one, the largest, the longest varint. */
const ODD = [[0], [1], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0x80, 0x80, 0x80, 0x08]];

function mutated(bytes, random) {
  const out = [...bytes.subarray(0, 1 << 14)];
  for (let n = 1 + random(4); n > 0; n -= 1) {
    const at = random(out.length + 1);
    const way = random(5);
    if (way === 0) out.splice(at, 1 + random(16));
    else if (way === 1) out.splice(at, random(3), ...ODD[random(ODD.length)]);
    else if (way === 2) out.splice(at, 0, ...out.slice(at, at + random(32)));
    else if (way === 3) out.length = Math.min(out.length, at);
    else if (at < out.length) out[at] ^= 1 << random(8);
  }
  return new Uint8Array(out);
}

/** Unpacks a file, and packs other bytes in its place. */
function kind(path, bytes, dictionary) {
  if (path.endsWith(".json")) return [bytes, (plain) => plain];
  if (path.startsWith("search/e/")) {
    const entries = new TextEncoder().encode('[{"i":"0","u":"/a/","h":"h","t":"t","x":2}]');
    return [entries, (plain) => deflateRawSync(plain, { level: 0, dictionary })];
  }
  return [gunzipSync(bytes), (plain) => gzipSync(plain, { level: 0 })];
}

/** Asks every query of an index in which one file holds other bytes. */
async function ask(index, path, bytes) {
  const fetch = async (wanted) => {
    const found = wanted === path ? bytes : index.get(wanted);
    if (!found) throw new Missing(wanted);
    return found;
  };
  for (const query of QUERIES) {
    const engine = new Engine(fetch, () => assert.fail("there is no single index"));
    try {
      const answer = await engine.ask(query, "relevance", 20);
      await engine.entries(answer, 0, 20);
      const terms = await openTerms(engine.index);
      await terms.count(terms.ranks());
    } catch (error) {
      const known = error instanceof Damaged || error instanceof Missing || error instanceof TooLong;
      if (!known) throw new Error(`${query}: ${error?.stack}`);
    }
  }
}

test("damaged files of the index end in an answer or in words", { skip, timeout: 300_000 + 400 * rounds }, async () => {
  const index = build();
  const dictionary = index.get([...index.keys()].find((path) => path.includes("/c/dictionary")));
  const plain = dictionary && gunzipSync(dictionary);
  const paths = [...index.keys()];
  assert.ok(paths.length > 20);
  await ask(index, "", null);
  const random = generator(process.env.SEED ?? 0xd1ba0);
  const finds = new Map();
  for (let round = 0; round < rounds; round += 1) {
    const path = paths[random(paths.length)];
    const [bytes, pack] = kind(path, index.get(path), plain);
    const raw = random(4) === 0;
    const bad = raw ? mutated(index.get(path), random) : new Uint8Array(pack(mutated(bytes, random)));
    try {
      await ask(index, path, bad);
    } catch (error) {
      const name = error.message.split("\n").slice(0, 2).join(" ");
      if (!finds.has(name)) finds.set(name, `${path} ${Buffer.from(bad).toString("base64").slice(0, 400)}`);
    }
  }
  assert.equal(finds.size, 0, [...finds].map((find) => find.join("\n  ")).join("\n"));
});
