// The workflows that `dibao init --kit github` writes, against the schema that GitHub's has.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const validator = here("tests/node_modules/.bin/action-validator");
const skip = !existsSync(validator) && "run `npm ci` in tests/ first";
const faults = (path) => spawnSync(validator, [path], { encoding: "utf8" });

for (const name of ["check", "pages"]) {
  test(`${name}.yml is a workflow`, { skip }, () => {
    const run = faults(here(`src/cli/kit/${name}.yml`));
    assert.equal(run.status, 0, run.stdout + run.stderr);
  });
}

test("a key that is no key of a workflow is found", { skip }, () => {
  const broken = join(tmpdir(), `dibao-kit-${process.pid}.yml`);
  writeFileSync(broken, readFileSync(here("src/cli/kit/check.yml"), "utf8").replace("runs-on", "runs-onn"));
  assert.notEqual(faults(broken).status, 0);
});
