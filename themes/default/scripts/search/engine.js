// Opens the index of a site and answers queries from it.

import { Damaged } from "./bytes.js";
import { showsMatch } from "./excerpt.js";
import { hasTable } from "./fold.js";
import { Missing } from "./more.js";
import { parse } from "./query.js";
import { openResults } from "./results.js";
import { Sharded } from "./sharded.js";
import { wordOf } from "./stems.js";

/** Thrown for a query that is too long to be answered. */
export class TooLong extends Error {}

/**
 * The index of a site.
 * @param {import("./files.js").Fetcher} fetch
 * @param {(manifest: object) => Promise<object>} openSingle opens the single index
 * @param {() => Promise<import("./stems.js").Language>} [language] loads stems and stop words; without
 *   it, the ranking knows none
 */
export class Engine {
  constructor(fetch, openSingle, language) {
    this.fetch = fetch;
    this.openSingle = openSingle;
    this.language = language;
    this.index = null;
    this.opening = null;
  }

  /** Fetches the manifest; what was open before is forgotten. */
  async open(fresh) {
    const bytes = await this.fetch("search/manifest.json", fresh);
    let manifest;
    try {
      manifest = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new Damaged("no manifest");
    }
    this.index = manifest?.mode === "single" ? await this.openSingle(manifest) : new Sharded(this.fetch, manifest);
  }

  /** Opens the index unless it is open or about to be. */
  ready() {
    this.opening ??= this.open(false);
    this.opening.catch(() => (this.opening = null));
    return this.opening;
  }

  /**
   * Does what needs files; once more with a fresh manifest if one is missing or damaged: the site may
   * have been built anew since the manifest was fetched.
   * @template T
   * @param {() => Promise<T>} work
   * @param {() => boolean} stale whether nobody waits for it any more
   * @returns {Promise<T>}
   */
  async steadily(work, stale = () => false) {
    try {
      return await work();
    } catch (error) {
      if (stale() || !(error instanceof Missing || error instanceof Damaged)) throw error;
      await this.open(true);
      return work();
    }
  }

  /**
   * Entries of results, with what showing their matches needs: the rest of a long text, the
   * traditional characters.
   * @param {{ clauses: import("./query.js").Clause[], results: object }} answer
   * @param {number} from
   * @param {number} to
   */
  async entries({ clauses, results }, from, to) {
    const ranks = results.ranks.slice(from, to);
    const entries = await Promise.all(ranks.map((rank) => this.index.entry(rank)));
    for (const entry of entries) {
      const holds = () => showsMatch(entry.h, clauses) || showsMatch(entry.t, clauses);
      if (holds()) continue;
      if (!hasTable()) {
        await this.index.loadTable();
        if (holds()) continue;
      }
      if (entry.x) entry.t = await this.index.wholeText(entry);
    }
    return entries;
  }

  /**
   * Answers a query as far as `n` results.
   * @param {string} query
   * @param {string} order `relevance` or `date`
   * @param {number} n
   */
  async ask(query, order, n) {
    await this.ready();
    let clauses = parse(query);
    if (!clauses) throw new TooLong();
    let results = await this.look(clauses, order);
    const parts = [...results.wanted, ...results.unwanted];
    if (!hasTable() && parts.some((part) => part.impossible) && /\p{sc=Han}/u.test(query)) {
      await this.index.loadTable();
      const again = parse(query);
      if (JSON.stringify(again) !== JSON.stringify(clauses)) {
        clauses = again;
        results = await this.look(clauses, order);
      }
    }
    await results.reach(n);
    return { clauses, results };
  }

  async look(clauses, order) {
    const stems = order === "relevance" && clauses.some(wordOf) && this.language ? await this.language() : null;
    return this.index.look ? this.index.look(clauses, order, stems) : openResults(this.index, clauses, order, stems);
  }
}
