// The search page: the box, the address, the list of results.

import { Choice } from "./choice.js";
import { loadPart, loadScript, Missing } from "./more.js";
import { stringsFor } from "./strings.js";

const PAGE = 20;
/** How many results are painted before the others are looked for: what a phone shows. */
const FIRST = 3;
/** Most results that a returning reader finds at once. */
const MOST = 200;
/** How many partial matches stand among the suggestions. */
const PARTIAL = 3;
/** After so many milliseconds without a key, a key is a change by itself, not a part of a word. */
const IDLE = 150;
/** How long a key within a word waits for the next one. */
const PAUSE = 40;

/**
 * Brings a search page to life. Nothing is fetched before the box has the focus or the address a
 * query.
 * @param {Document} document
 * @param {string} base address of the site's root, with a slash at its end
 */
export function startPage(document, base) {
  const input = document.querySelector("input[type=search]");
  const list = document.querySelector("[data-search-results]");
  if (!input || !list) return;
  new Page(document, base, input, list).start();
}

class Page {
  constructor(document, base, input, list) {
    this.document = document;
    this.window = document.defaultView;
    this.input = input;
    this.list = list;
    this.more = document.querySelector("[data-search-more]");
    this.status = document.querySelector("[data-search-status]");
    this.suggestions = document.querySelector("[data-search-suggestions]");
    this.sort = document.querySelector("[data-search-sort]");
    this.facets = document.querySelector("[data-search-facets]");
    this.terms = this.facets?.querySelector("[data-search-terms]");
    this.words = stringsFor(document.documentElement.lang);
    this.base = base;
    this.local = this.window.location.protocol === "file:";
    this.asked = 0;
    this.kept = PAGE;
    this.shown = 0;
    this.choice = new Choice(input, list);
    this.value = "";
    this.keyAt = -Infinity;
  }

  start() {
    for (const name of ["focus", "keydown"]) {
      this.input.addEventListener(name, () => this.openEngine().catch(() => {}), { once: true });
    }
    this.input.addEventListener("input", (event) => event.isComposing || this.onInput(event));
    this.input.addEventListener("compositionend", () => this.askTyped());
    this.input.addEventListener("blur", () => (this.typed = false));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask("push");
      this.typed = false;
    });
    this.more?.addEventListener("click", () => this.showMore());
    this.sort?.addEventListener("change", () => this.ask("push"));
    this.facets?.addEventListener("toggle", () => {
      this.writeAddress("replace");
      this.refine();
    });
    this.suggestions?.addEventListener("click", (event) => this.onSuggestion(event));
    this.document.addEventListener("keydown", (event) => this.onShortcut(event));
    this.window.addEventListener("popstate", () => this.readAddress());
    if (this.facets) this.facets.hidden = false;
    this.readAddress();
  }

  part(name) {
    return loadPart(this.document, `${this.base}search/${name}.js`);
  }

  /** Fetches what every query needs: what answers it, and beside that what says which files there are. */
  openEngine() {
    this.opening ??= this.makeEngine();
    this.opening.catch(() => (this.opening = null));
    return this.opening;
  }

  async makeEngine() {
    const manifest = this.local ? null : fetch(`${this.base}search/manifest.json`, { cache: "no-cache" });
    manifest?.catch(() => {});
    this.tools = await this.part("engine");
    const openSingle = async () => (await this.part("more")).openSingle(this.document, this.base);
    const fetchFile = this.tools.fetcher(this.base, manifest);
    const alone = async () => new TextEncoder().encode('{"mode":"single"}');
    const stems = async () => {
      await loadScript(this.document, `${this.base}search/elasticlunr.js`);
      return this.window.elasticlunr;
    };
    const engine = new this.tools.Engine(this.local ? alone : fetchFile, openSingle, stems);
    engine.ready().catch(() => {});
    return engine;
  }

  readAddress() {
    const parameters = new URLSearchParams(this.window.location.search);
    this.input.value = parameters.get("q") ?? "";
    if (this.sort) this.sort.value = parameters.get("sort") === "date" ? "date" : "relevance";
    if (this.facets) this.facets.open = parameters.get("facets") === "open";
    this.kept = Math.min(MOST, Math.max(PAGE, Number.parseInt(parameters.get("n"), 10) || 0));
    this.ask("keep");
  }

  writeAddress(how) {
    const address = this.addressOf(this.input.value.trim());
    const { history, location } = this.window;
    if (how === "keep" || address === location.pathname + location.search) return;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  addressOf(query) {
    const parameters = new URLSearchParams(this.window.location.search);
    for (const name of ["q", "sort", "facets", "n"]) parameters.delete(name);
    if (query) parameters.set("q", query.toWellFormed ? query.toWellFormed() : query);
    if (this.order !== "relevance") parameters.set("sort", this.order);
    if (this.facets?.open) parameters.set("facets", "open");
    if (query && this.shown > PAGE) parameters.set("n", this.shown);
    const search = parameters.toString();
    return this.window.location.pathname + (search && `?${search}`);
  }

  get order() {
    return this.sort?.value === "date" ? "date" : "relevance";
  }

  /** A key within a word waits for the next one; what comes at once, pasted or chosen, is whole. */
  onInput({ data }) {
    clearTimeout(this.timer);
    const now = this.window.performance.now();
    const { value } = this.input;
    const key = Math.abs(value.length - this.value.length) === 1 && !(data?.length > 1);
    const inWord = value.length === 1 || now - this.keyAt < IDLE;
    this.value = value;
    this.keyAt = now;
    if (key && inWord) this.timer = setTimeout(() => this.askTyped(), PAUSE);
    else this.askTyped();
  }

  /** Asks while the reader types: one step in the history, until Enter or leaving the box ends it. */
  askTyped() {
    const fresh = !this.typed && new URLSearchParams(this.window.location.search).has("q");
    this.typed = true;
    this.ask(fresh ? "push" : "replace");
  }

  /** Asks what the box says. `how` tells what becomes of the address. */
  async ask(how) {
    clearTimeout(this.timer);
    this.value = this.input.value;
    const query = this.value.trim();
    const asked = (this.asked += 1);
    const stale = () => asked !== this.asked;
    if (how !== "keep") this.kept = PAGE;
    this.shown = 0;
    if (!query) {
      this.clear();
      this.say("");
      this.writeAddress(how);
      this.refine();
      return;
    }
    this.list.setAttribute("aria-busy", "true");
    // How many there were is no answer to what is asked now.
    for (const key of ["total", "exact"]) delete this.status?.dataset[key];
    if (this.facets?.open) this.terms.setAttribute("aria-busy", "true");
    try {
      const engine = await this.openEngine();
      await engine.steadily(() => this.show(engine, query, how, stale), stale);
    } catch (error) {
      if (stale()) return;
      this.fail(error);
      this.terms?.removeAttribute("aria-busy");
      this.writeAddress(how);
    } finally {
      if (!stale()) this.list.removeAttribute("aria-busy");
    }
  }

  /** Shows the answer to a query: the first results as soon as they are here, then the others. */
  async show(engine, query, how, stale) {
    const answer = await engine.ask(query, this.order, FIRST);
    const first = await engine.entries(answer, 0, FIRST);
    if (stale()) return;
    this.clear();
    this.answer = answer;
    this.append(first);
    await this.painted();
    if (stale()) return;
    this.writeAddress(how);
    await answer.results.reach(this.kept);
    const others = await engine.entries(answer, first.length, this.kept);
    if (stale()) return;
    this.append(others);
    this.tell();
    this.refine();
    await this.suggest(engine, query, answer, stale);
  }

  /** Waits until what has changed so far is on the screen; not for long, since the page may not be. */
  painted() {
    const frame = (then) => this.window.requestAnimationFrame(then);
    return new Promise((done) => {
      frame(() => frame(done));
      setTimeout(done, 100);
    });
  }

  clear() {
    this.list.replaceChildren();
    this.suggestions?.replaceChildren();
    this.shown = 0;
    this.answer = null;
    this.choice.changed();
    if (this.more) this.more.hidden = true;
  }

  append(entries) {
    const { clauses } = this.answer;
    const items = entries.map((entry, i) => this.tools.resultElement(entry, clauses, `search-result-${this.shown + i}`));
    this.list.append(...items);
    this.shown += items.length;
    this.choice.changed();
  }

  /** Says how many there are. */
  tell() {
    const { results } = this.answer;
    const { total, exact } = results.total;
    if (this.more) this.more.hidden = results.complete && this.shown >= results.ranks.length;
    this.say(total === 0 ? this.words.none : this.words[exact ? "found" : "about"](total), total, exact);
  }

  async showMore() {
    const { answer } = this;
    if (!answer) return;
    try {
      await answer.results.reach(this.shown + PAGE);
      const engine = await this.openEngine();
      const entries = await engine.entries(answer, this.shown, this.shown + PAGE);
      if (answer !== this.answer) return;
      this.append(entries);
      this.tell();
      this.writeAddress("replace");
    } catch (error) {
      if (answer !== this.answer) return;
      this.explain(error);
      // Asked anew, since the index may be another one by now.
      this.kept = this.shown + PAGE;
      this.ask("keep");
    }
  }

  /** Shows what the results can be narrowed by, when the panel is open. */
  async refine() {
    if (!this.facets?.open) {
      this.terms?.removeAttribute("aria-busy");
      return;
    }
    const { asked } = this;
    const stale = () => asked !== this.asked;
    const place = this.terms;
    place.setAttribute("aria-busy", "true");
    try {
      const engine = await this.openEngine();
      const { Panel } = await this.part("facets");
      if (this.panel?.engine !== engine) {
        this.panel = new Panel(place, engine, this.base, (query) => {
          this.input.value = query;
          this.ask("push");
        });
      }
      await this.panel.show(this.input.value.trim(), stale);
    } catch (error) {
      if (!stale()) place.textContent = this.explain(error);
    } finally {
      if (!stale()) place.removeAttribute("aria-busy");
    }
  }

  say(words, total = 0, exact = true) {
    if (!this.status) return;
    this.status.textContent = words;
    this.status.dataset.total = String(total);
    this.status.dataset.exact = String(exact);
  }

  fail(error) {
    this.clear();
    this.say(this.explain(error));
  }

  /** What to tell a reader of an error. */
  explain(error) {
    const { TooLong, Damaged } = this.tools ?? {};
    const tooLong = TooLong && error instanceof TooLong;
    const calm = tooLong || error instanceof Missing || (Damaged && error instanceof Damaged);
    if (!calm) this.window.reportError?.(error);
    return tooLong ? this.words.tooLong : this.words.broken;
  }

  async suggest(engine, query, { clauses, results }, stale) {
    const { total } = results.total;
    if (!this.suggestions || (total > 0 && !/：|\d{4}|\d月/.test(query))) return;
    const { filtersMeant, waysOut } = await this.part("more");
    if (stale()) return;
    this.offer(filtersMeant(query, clauses, engine.index.years));
    if (total > 0 || !clauses.length) return;
    const { nowhere, ways } = await waysOut(engine, clauses);
    if (stale()) return;
    if (clauses.length > 1 && nowhere.length) {
      this.say([this.words.none, ...nowhere.map(this.words.noPart)].join(this.words.gap));
    }
    this.offer(ways);
    if (ways.length) await this.showPartial(engine, ways[0].query, stale);
  }

  offer(suggestions) {
    const items = suggestions.map(({ kind, label, query, total }) =>
      this.tools.suggestionElement(this.words[kind](label, total), this.addressOf(query), query),
    );
    this.suggestions.append(...items);
  }

  /** A few Items that match in part, apart from the results. */
  async showPartial(engine, query, stale) {
    const answer = await engine.ask(query, this.order, PARTIAL);
    const entries = await engine.entries(answer, 0, PARTIAL);
    if (stale()) return;
    const items = entries.map((entry) => this.tools.partialElement(entry, answer.clauses));
    const list = this.document.createElement("ul");
    list.append(...items);
    const part = this.document.createElement("li");
    part.className = "partial";
    part.append(this.words.partial(query), list);
    this.suggestions.append(part);
  }

  onSuggestion(event) {
    const { query } = event.target.dataset;
    if (query === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.input.value = query;
    this.ask("push");
  }

  onShortcut(event) {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const letter = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (event.isComposing || !(slash || letter)) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  onKey(event) {
    if (event.isComposing || event.keyCode === 229 || this.choice.onKey(event) || event.key !== "Escape") return;
    event.preventDefault();
    if (!this.input.value) this.input.blur();
    else {
      this.input.value = "";
      this.ask("replace");
    }
  }
}
