// What `dibao export` writes for search engines, against the types that the engines' own clients
// publish. Uses what `cargo test --test it search` left.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const left = new URL("../../target/tmp/search/export/", import.meta.url);
const tests = fileURLToPath(new URL("..", import.meta.url));
const tsc = `${tests}node_modules/typescript/bin/tsc`;
const skip = !existsSync(tsc)
  ? "run `npm ci` in tests/ first"
  : !existsSync(left) && "run `cargo test --test it search` first";

/** What the compiler says of object literals given to typed constants. */
function check(name, source) {
  // Below tests/, so that the compiler finds the packages.
  const folder = `${tests}node_modules/.dibao/`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.ts`, source);
  try {
    execFileSync(process.execPath, [tsc, "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", `${folder}${name}.ts`]);
    return "";
  } catch (error) {
    return String(error.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const text = (file) => readFileSync(new URL(file, left), "utf8").trim();

const OPENSEARCH = (body, action, item) => `
import type { Indices_Create_RequestBody } from "@opensearch-project/opensearch/api/indices/create.js";
import type { OperationContainer } from "@opensearch-project/opensearch/api/_types/_core.bulk.js";
import type { CustomAnalyzer, MappingCharFilter, NGramTokenizer } from "@opensearch-project/opensearch/api/_types/_common.analysis.js";
export const body: Indices_Create_RequestBody = ${body};
const analysis = ${JSON.stringify(JSON.parse(body).settings?.analysis ?? {})} as const;
export const tokenizer: NGramTokenizer = { ...analysis.tokenizer.one_and_two, token_chars: [...analysis.tokenizer.one_and_two.token_chars] };
export const analyzer: CustomAnalyzer = { ...analysis.analyzer.any_substring, char_filter: [...analysis.analyzer.any_substring.char_filter], filter: [...analysis.analyzer.any_substring.filter] };
export const filter: Omit<MappingCharFilter, "mappings"> & { mappings: readonly string[] } = analysis.char_filter.simplified;
export const action: OperationContainer = ${action};
export const item: Record<keyof typeof properties, unknown> = ${item};
const properties = ${JSON.stringify(JSON.parse(body).mappings?.properties ?? {})};
`;
const MEILISEARCH = (settings) => `
import type { Settings } from "meilisearch";
export const settings: Settings = ${settings};
`;

test("OpenSearch knows every setting, field and action", { skip }, () => {
  const [action, item] = text("bulk-001.ndjson").split("\n");
  assert.equal(check("opensearch", OPENSEARCH(text("index.json"), action, item)), "");
});

test("Meilisearch knows every setting, and the key of documents", { skip }, () => {
  assert.equal(check("meilisearch", MEILISEARCH(text("settings.json"))), "");
  for (const line of text("documents-001.jsonl").split("\n")) assert.match(JSON.parse(line).key, /^[\w-]{1,511}$/);
});

test("a setting that an engine does not know is found", { skip }, () => {
  const [action, item] = text("bulk-001.ndjson").split("\n");
  const body = JSON.parse(text("index.json"));
  body.settings.analysis.tokenizer.one_and_two.min_gramme = 1;
  body.mappings.properties.date.type = "day";
  const said = check("wrong-opensearch", OPENSEARCH(JSON.stringify(body), action, item));
  assert.match(said, /"day"/);
  assert.match(check("wrong-meilisearch", MEILISEARCH(JSON.stringify({ sortableAttribute: ["date"] }))), /sortableAttribute/);
});
