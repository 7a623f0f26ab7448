// The panel of facets beside the results. What is chosen in it becomes a part of the query, so that
// the address, Back and the terminal know it too.

import { fold } from "./fold.js";
import { FACETS, parse } from "./query.js";
import { COUNTED, openTerms } from "./terms.js";

/** How many terms of a facet stand at first, and at most. */
const SHOWN = 8;
const MOST = 60;

const CHINESE = {
  names: ["标签", "地区", "发文机关", "政策文件", "类别", "年份"],
  exact: (n) => `按 ${n} 条结果统计`,
  about: (n) => `估计数：按较新的 ${n} 条结果推算`,
  none: "没有可筛选的内容",
  unfold: (n, all) => (n < all ? `显示前 ${n} 个` : `显示全部 ${n} 个`),
  term: (name, n, exact) => `${name}，${exact ? "" : "约 "}${n} 条`,
};
const ENGLISH = {
  names: ["Tags", "Regions", "Issuing bodies", "Policies", "Categories", "Years"],
  exact: (n) => `Counted in ${n} results`,
  about: (n) => `Estimated from ${n} of the newer results`,
  none: "Nothing to narrow by",
  unfold: (n, all) => (n < all ? `Show the first ${n}` : `Show all ${n}`),
  term: (name, n, exact) => `${name}, ${exact ? "" : "about "}${n}`,
};

/** The panel; make it once a page. */
export class Panel {
  /**
   * @param {HTMLElement} place
   * @param {object} engine
   * @param {string} base address of the site's root
   * @param {(query: string) => void} ask asks another query
   */
  constructor(place, engine, base, ask) {
    this.place = place;
    this.engine = engine;
    this.base = base;
    this.ask = ask;
    this.chinese = document.documentElement.lang.startsWith("zh");
    this.words = this.chinese ? CHINESE : ENGLISH;
    this.unfolded = new Set();
  }

  /**
   * Counts the results of a query and shows the counts.
   * @param {string} query
   * @param {() => boolean} stale
   */
  async show(query, stale) {
    await this.engine.ready();
    const clauses = parse(query) ?? [];
    const terms = await openTerms(this.engine.index, document, this.base);
    const all = await this.countFor(terms, clauses);
    const facets = await Promise.all(
      FACETS.map(async ({ key }, i) => {
        // A facet in which something is chosen counts what choosing otherwise would find.
        const others = clauses.filter(({ kind, not }) => not || kind !== key);
        const own = others.length < clauses.length ? await this.countFor(terms, others) : all;
        return { ...own, key, at: i, counts: own.facets[i] };
      }),
    );
    if (stale()) return;
    const focus = document.activeElement?.dataset?.term;
    const fields = facets.map((facet) => this.fieldset(facet, query, clauses)).filter(Boolean);
    const note = element("p", "facets-note", this.words[all.exact ? "exact" : "about"](all.counted));
    note.dataset.exact = String(all.exact);
    this.place.replaceChildren(...(fields.length ? [note, ...fields] : [element("p", "", this.words.none)]));
    if (focus) [...this.place.querySelectorAll("input")].find(({ dataset }) => dataset.term === focus)?.focus();
  }

  /** Counts the terms of what clauses find; of everything where they ask for nothing. */
  async countFor(terms, clauses) {
    let ranks = terms.ranks();
    let total = { total: terms.items, exact: !clauses.length };
    if (clauses.some(({ not }) => !not)) {
      const results = await this.engine.look(clauses, "date");
      await results.reach(COUNTED);
      ({ ranks, total } = results);
    }
    const { facets, counted } = await terms.count(ranks);
    const whole = Math.max(total.total, ranks.length);
    return { facets, counted, exact: total.exact && counted === whole, scale: whole / Math.max(counted, 1) };
  }

  fieldset(facet, query, clauses) {
    const chosen = clauses.filter(({ kind, not }) => kind === facet.key && !not);
    const rows = [...facet.counts].map(([name, n]) => this.row(name, Math.round(n * facet.scale), chosen));
    for (const clause of chosen) {
      if (!rows.some((row) => row.clause === clause)) rows.push({ name: nameOf(clause), n: null, clause });
    }
    if (!rows.length) return null;
    rows.sort((a, b) => !a.clause - !b.clause || b.n - a.n || (a.name < b.name ? -1 : 1));
    const field = element("fieldset");
    field.dataset.facet = facet.key;
    field.append(element("legend", "", this.words.names[facet.at]));
    const list = element("ul");
    const shown = Math.max(this.unfolded.has(facet.key) ? MOST : SHOWN, chosen.length);
    list.append(...rows.slice(0, shown).map((row) => this.option(row, facet, query)));
    field.append(list);
    if (rows.length > shown && shown < MOST) field.append(this.unfolder(facet, rows, query, list));
    return field;
  }

  row(name, n, chosen) {
    const value = fold(name);
    return { name, n, clause: chosen.find((clause) => (clause.value ?? nameOf(clause)) === value) };
  }

  option({ name, n, clause }, facet, query) {
    const item = element("li");
    const label = element("label");
    const box = element("input");
    box.type = "checkbox";
    box.checked = Boolean(clause);
    box.dataset.term = facet.key + name;
    if (n !== null) box.setAttribute("aria-label", this.words.term(name, n, facet.exact));
    box.addEventListener("change", () => this.ask(clause ? without(query, clause) : `${query} ${this.written(facet, name)}`.trim()));
    label.append(box, element("span", "facet-name", name));
    if (n !== null) {
      const count = element("span", "facet-count", `${facet.exact ? "" : "≈"}${n}`);
      count.dataset.count = String(n);
      label.append(count);
    }
    item.append(label);
    return item;
  }

  unfolder(facet, rows, query, list) {
    const button = element("button", "", this.words.unfold(Math.min(rows.length, MOST), rows.length));
    button.type = "button";
    button.addEventListener("click", () => {
      this.unfolded.add(facet.key);
      const more = rows.slice(list.children.length, MOST).map((row) => this.option(row, facet, query));
      list.append(...more);
      button.remove();
      more[0]?.querySelector("input").focus();
    });
    return button;
  }

  /** A filter as a reader would write it. */
  written({ at }, name) {
    const [chinese, english] = FACETS[at].names;
    return `${this.chinese ? chinese : english}:${/\s/.test(name) ? `"${name}"` : name}`;
  }
}

/** What a chosen clause is called in the panel. */
const nameOf = ({ value, days, source }) => {
  if (value !== undefined) return value;
  const [from, to] = [days?.from ?? "", days?.to ?? ""];
  const year = from.slice(0, 4);
  return from === `${year}-01-01` && to === `${year}-12-31` ? year : source.slice(source.indexOf(":") + 1);
};

/** The query without one of its filters, otherwise as it was written. */
function without(query, { source }) {
  const at = ` ${query} `.search(new RegExp(`\\s${source.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}\\s`));
  const rest = at < 0 ? query : `${query.slice(0, at)} ${query.slice(at + source.length)}`;
  return rest.replace(/\s+/g, " ").trim();
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
