// A real browser, and the sample archive in it as the program built by `cargo test` makes it, for
// the tests. CHROMIUM names the browser; /usr/bin/chromium otherwise.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(root, "target/debug/dibao");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const host = await import("../browser/host.mjs").catch(() => null);

/** Why no browser can be started, if so. */
export const noBrowser = !host ? "run `npm ci` in tests/ first" : !existsSync(executablePath) && "no browser";
/** Why the sample archive cannot be looked at, if so. */
export const noSample = noBrowser || (!existsSync(program) && "run `cargo build` first");

/** Starts the browser. */
export const launch = () => host.launch(executablePath);
/** Serves a built site with the headers that it asks for. */
export const serve = (folder) => host.serve(folder);

/**
 * Builds the sample archive.
 * @param {string} output
 * @param {string[]} options of `dibao build`
 */
export function build(output, ...options) {
  buildFrom(root, output, ...options);
}

/**
 * Builds any archive; what it says of the content is not shown.
 * @param {string} from
 * @param {string} output
 * @param {string[]} options of `dibao build`
 */
export function buildFrom(from, output, ...options) {
  execFileSync(program, ["build", "--root", from, "--output", output, ...options], { stdio: "pipe" });
}

/**
 * A folder for what a file of tests builds, a browser, and the site in it served: `close` ends all.
 * @param {string} name of the tests
 * @param {(folder: string) => void} make builds the site below `site` in the folder
 */
export async function stage(name, make) {
  const folder = mkdtempSync(join(tmpdir(), `dibao-${name}-`));
  make(folder);
  const site = await serve(join(folder, "site"));
  const browser = await launch();
  const close = async () => {
    await browser.close();
    site.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, site, browser, close };
}

/**
 * Opens a page in a context of its own; what goes wrong on it is in its `faults`.
 * @param {string} address
 * @param {object} options of the context
 * @param {RegExp} [passed] messages of the console that are no faults
 */
export async function open(browser, address, options = {}, passed) {
  const page = await browser.newPage(options);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !passed?.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(address);
  return page;
}
