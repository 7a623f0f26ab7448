// Which rules of its style sheets a page uses, as Chromium counts them.

const WIDTHS = [360, 1440];
const LOOKS = [{ colorScheme: "light" }, { colorScheme: "dark" }, { media: "print" }];

/**
 * Opens an address and looks at it narrow and wide, light, dark and on paper. A rule is used where
 * one of its selectors meets an element in any of these; what only answers a hand (`:hover`) is not.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} address
 * @returns {Promise<{share: number, length: number, rules: string[]}>} of all characters of the style
 * sheets the share that nothing uses, and what that is
 */
export async function unused(page, address) {
  await page.coverage.startCSSCoverage();
  await page.emulateMedia({ media: null });
  await page.goto(address);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const look of LOOKS) {
      await page.emulateMedia({ media: null, ...look });
      // Asking for a height makes the browser apply the rules.
      await page.evaluate(() => document.body.offsetHeight);
    }
  }
  const sheets = await page.coverage.stopCSSCoverage();
  const rules = sheets.flatMap(({ text = "", ranges }) => gaps(text, ranges));
  const sum = (texts) => texts.reduce((n, { length }) => n + length, 0);
  const length = sum(sheets.map(({ text = "" }) => text));
  return { share: length ? sum(rules) / length : 0, length, rules };
}

/** The parts of a text that lie in none of the ranges. */
function gaps(text, ranges) {
  const found = [];
  let at = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (start > at) found.push(text.slice(at, start));
    at = Math.max(at, end);
  }
  found.push(text.slice(at));
  return found.filter((part) => part.trim());
}
