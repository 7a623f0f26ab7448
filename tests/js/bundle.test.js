// What becomes of the modules when they are joined (src/search/scripts.rs), and the rules that the
// joining relies on. Uses what `cargo test --test it` left.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const left = new URL("../../target/tmp/search/random-sharded/search/", import.meta.url);
const skip = existsSync(left) ? false : "run `cargo test --test it search` first";

test("the joined scripts are scripts", { skip }, () => {
  for (const name of ["search.js", "engine.js", "more.js"]) {
    const text = readFileSync(new URL(name, left), "utf8");
    assert.doesNotThrow(() => new vm.Script(text, { filename: name }));
    assert.doesNotMatch(text, /^\s*(import|export) /m, name);
  }
});

test("nothing writes markup or makes code from text", () => {
  const modules = new URL("../../themes/default/scripts/search/", import.meta.url);
  for (const name of readdirSync(modules)) {
    const text = readFileSync(new URL(name, modules), "utf8");
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});
