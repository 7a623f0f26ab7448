// The page of the CMS in a real browser: a post is written, saved and passes `dibao check`.
// CHROMIUM names the browser, DIBAO the program. The package is fetched once, by its hash.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const CMS = "decap-cms@3.16.3";
const SHA512 = "hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".yml": "text/yaml; charset=utf-8" };

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const programs = [process.env.DIBAO, here("target/debug/dibao"), here("target/release/dibao")];
const program = programs.find((path) => path && existsSync(path));
const playwright = await import("playwright-core").catch(() => null);
const skip = !playwright
  ? "run `npm ci` in tests/ first"
  : !existsSync(executablePath)
    ? "no browser"
    : !program
      ? "run `cargo build` first"
      : false;

/** The folder of the CMS's scripts; null where it cannot be had. */
function scripts() {
  const place = here("target/tmp/decap-cms");
  const folder = join(place, "package/dist");
  if (existsSync(join(folder, "decap-cms.js"))) return folder;
  mkdirSync(place, { recursive: true });
  spawnSync("npm", ["pack", CMS, "--pack-destination", place], { stdio: "ignore", timeout: 120_000 });
  const tarball = join(place, `${CMS.replace("@", "-")}.tgz`);
  if (!existsSync(tarball)) return null;
  const hash = createHash("sha512").update(readFileSync(tarball)).digest("base64");
  assert.equal(hash, SHA512, "the package is the one that was looked at");
  spawnSync("tar", ["xzf", tarball, "-C", place]);
  return existsSync(folder) ? folder : null;
}

const root = mkdtempSync(join(tmpdir(), "dibao-admin-"));
const put = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const dibao = (...rest) => spawnSync(program, [...rest, "--root", root], { encoding: "utf8" });

let browser, server, address, policy;
const bundle = skip ? null : scripts();
const reason = skip || (!bundle && "the CMS cannot be fetched");

before(async () => {
  if (reason) return;
  put("content/site.yaml", "title: 试\nadmin: {bundle: cms, backend: {name: test-repo}}\n");
  put("content/2020/a.md", "---\ntitle: 旧文\ndate: 2020-09-10\n---\n\n正文。\n");
  spawnSync("cp", ["-r", bundle, join(root, "cms")]);
  const built = dibao("build");
  assert.equal(built.status, 0, built.stderr);
  const headers = readFileSync(join(root, "public/_headers"), "utf8");
  policy = /^\/admin\/\*\n\s+Content-Security-Policy: (.*)$/m.exec(headers)[1];
  server = createServer((request, response) => {
    let path = new URL(request.url, "http://x").pathname;
    if (path.endsWith("/")) path += "index.html";
    const file = join(root, "public", path);
    response.setHeader("content-security-policy", policy);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      return response.end();
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await playwright.chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(root, { recursive: true, force: true });
});

test("a post that is written in the browser passes check", { skip: reason, timeout: 120_000 }, async () => {
  const page = await browser.newPage();
  const faults = [];
  const foreign = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/404/.test(message.text())) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) foreign.push(request.url());
  });
  await page.goto(`${address}/admin/`);
  await page.locator("button").first().click();
  await page.waitForSelector("a[href*='/collections/']");
  await page.goto(`${address}/admin/#/collections/c0-2021/new`);
  await page.fill("input[id^='title-field']", "一周政策要闻");
  await page.fill("input[id^='period-field']", "2020-W37");
  await page.fill("input[id^='tags-field']", "数据, 算力");
  await page.locator("[contenteditable=true]").last().click();
  await page.keyboard.type("**甲市印发《甲市数据条例》**\n\n9月8日，甲市印发《甲市数据条例》，发展数据与算力。\n");
  await page.locator("button", { hasText: /^(保存|Save)$/ }).first().click();
  await page.waitForFunction(() => Object.keys(window.repoFilesUnpublished ?? {}).length > 0, null, { timeout: 20_000 });
  const saved = await page.evaluate(() => JSON.parse(JSON.stringify(Object.values(window.repoFilesUnpublished))));

  const files = saved.flatMap((entry) => entry.diffs);
  assert.equal(files.length, 1, "editorial workflow: the post waits in a branch of its own");
  const { path, content } = files[0];
  assert.match(path, /^content\/2021\/[^/]+\.md$/);
  assert.match(content, /^---\n[^]*title: 一周政策要闻\n[^]*---\n/);
  put(path, content);
  const checked = dibao("check", "--format", "json");
  const { diagnostics } = JSON.parse(checked.stdout);
  assert.equal(checked.status, 0, checked.stdout);
  assert.deepEqual(diagnostics, [], content);
  const explained = spawnSync(program, ["explain", path, "--root", root], { encoding: "utf8", cwd: root });
  assert.match(explained.stdout, /甲市数据条例/);
  assert.deepEqual(foreign, [], "nothing is loaded from elsewhere");
  assert.deepEqual(faults, []);
});
