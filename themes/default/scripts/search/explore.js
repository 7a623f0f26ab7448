// The page on which all facets combine. It loads what the panel of facets of the search page loads,
// the whole of it, and counts on the reader's machine; the address holds what is chosen.

import { loadPart } from "./more.js";
import { Sets } from "./sets.js";

const KEYS = ["tags", "regions", "issuers", "policies", "categories", "years"];
/** Items shown at first and with each click on “more”. */
const PAGE = 50;
/** Terms of a facet that stand at first, and at most. */
const SHOWN = 8;
const MOST = 80;
/** Items that a table holds at most, the newest. */
const TABLE = 2000;

const CHINESE_WORDS = {
  facets: ["标签", "地区", "发文机关", "政策文件", "类别", "年份"],
  total: (n) => `符合条件的共 ${n} 条`,
  all: (n) => `全部 ${n} 条`,
  without: (name) => `去掉“${name}”`,
  clear: "清除全部条件",
  more: "更多条目",
  unfold: (n, all) => (n < all ? `显示前 ${n} 个` : `显示全部 ${n} 个`),
  find: (facet) => `在${facet}中查找`,
  table: (n) => (n > TABLE ? `下载 CSV（较新的 ${TABLE} 条）` : "下载 CSV"),
  columns: ["日期", "标题", "所在一期", "地区", "发文机关", "地址"],
  undated: "日期未注明",
  none: "没有同时符合这些条件的条目。",
  broken: "数据暂时读不到，可能网站刚刚更新过。请刷新页面再试。",
};
const ENGLISH_WORDS = {
  facets: ["Tags", "Regions", "Issuing bodies", "Policies", "Categories", "Years"],
  total: (n) => `${n} items fit`,
  all: (n) => `All ${n} items`,
  without: (name) => `Without “${name}”`,
  clear: "Clear all",
  more: "More items",
  unfold: (n, all) => (n < all ? `Show the first ${n}` : `Show all ${n}`),
  find: (facet) => `Find in ${facet.toLowerCase()}`,
  table: (n) => (n > TABLE ? `Download CSV (the newest ${TABLE})` : "Download CSV"),
  columns: ["date", "headline", "post", "regions", "issuers", "url"],
  undated: "Date not stated",
  none: "No item fits all of these.",
  broken: "The data cannot be read just now; the site may have been updated. Please reload.",
};

/**
 * Brings the page to life.
 * @param {Document} document
 * @param {string} base address of the site's root, with a slash at its end
 */
export async function startExplore(document, base) {
  const place = document.querySelector("[data-explore]");
  if (!place) return;
  const words = document.documentElement.lang.startsWith("zh") ? CHINESE_WORDS : ENGLISH_WORDS;
  try {
    const local = document.defaultView.location.protocol === "file:";
    const manifest = local ? null : fetch(`${base}search/manifest.json`, { cache: "no-cache" });
    manifest?.catch(() => {});
    // It builds on the engine and runs after it, but need not wait for it to travel.
    const early = make("link");
    Object.assign(early, { rel: "preload", as: "script", href: `${base}search/facets.js` });
    if (!local) document.head.append(early);
    const tools = await loadPart(document, `${base}search/engine.js`);
    const { openTerms } = await loadPart(document, `${base}search/facets.js`);
    const engine = await openIndex(tools, document, base, local, manifest);
    const sets = await loadSets(await openTerms(engine.index, document, base));
    const { lang } = document.documentElement;
    const time = (text) => tools.timeWords(text ?? "", lang);
    new Explorer(place, engine, sets, { ...words, time }).start();
  } catch (error) {
    place.querySelector("[data-explore-status]").textContent = words.broken;
    throw error;
  }
}

async function openIndex(tools, document, base, local, manifest) {
  const alone = async () => new TextEncoder().encode('{"mode":"single"}');
  const openSingle = async () => (await loadPart(document, `${base}search/more.js`)).openSingle(document, base);
  const engine = new tools.Engine(local ? alone : tools.fetcher(base, manifest), openSingle);
  await engine.ready();
  return engine;
}

/** All blocks of terms as one; Items numbered from the oldest. */
async function loadSets(terms) {
  const n = terms.items;
  const blocks = Math.max(1, Math.ceil(n / 2 ** terms.shift));
  const facets = KEYS.map(() => new Map());
  for (let block = 0; block < blocks; block += 1) {
    (await terms.load(block)).forEach((list, facet) => {
      for (const [name, items] of list) {
        const numbers = terms.byRank ? items.map((rank) => n - 1 - rank).reverse() : items;
        const known = facets[facet].get(name);
        facets[facet].set(name, known ? known.concat(numbers) : numbers);
      }
    });
  }
  return new Sets(n, facets.map((facet) => [...facet]));
}

class Explorer {
  constructor(place, engine, sets, words) {
    this.place = place;
    this.window = place.ownerDocument.defaultView;
    this.engine = engine;
    this.sets = sets;
    this.words = words;
    this.unfolded = new Set();
    this.sought = KEYS.map(() => "");
    this.turn = 0;
    this.part = (name) => place.querySelector(`[data-explore-${name}]`);
  }

  start() {
    this.part("more").addEventListener("click", () => this.showItems());
    this.part("table").addEventListener("click", () => this.saveTable());
    this.window.addEventListener("popstate", () => this.read());
    // On a narrow screen the results come first.
    this.part("panel").open = this.window.matchMedia("(min-width: 60rem)").matches;
    this.part("facets").append(...KEYS.map((_, at) => this.fieldset(at)).filter(Boolean));
    this.read();
    // A page about a term offers its items as a table: it leads here.
    if (this.window.location.hash === "#csv") this.saveTable();
  }

  read() {
    const parameters = new URLSearchParams(this.window.location.search);
    this.chosen = KEYS.map((key) => new Set(parameters.getAll(key)));
    this.show();
  }

  choose(at, name, is) {
    this.chosen = this.chosen.map((names, i) => (i === at ? new Set(names) : names));
    this.chosen[at][is ? "add" : "delete"](name);
    this.write();
  }

  write() {
    const parameters = new URLSearchParams();
    this.chosen.forEach((names, at) => names.forEach((name) => parameters.append(KEYS[at], name)));
    const search = parameters.toString();
    this.window.history.pushState(null, "", this.window.location.pathname + (search && `?${search}`));
    this.show();
  }

  show() {
    this.turn += 1;
    const { total, bits, counts } = this.sets.filter(this.chosen);
    Object.assign(this, { total, bits, counts, shown: 0 });
    const is = this.chosen.some((names) => names.size);
    const status = this.part("status");
    status.textContent = total === 0 ? this.words.none : this.words[is ? "total" : "all"](total.toLocaleString("en"));
    status.dataset.total = String(total);
    this.part("chosen").replaceChildren(...this.chips());
    KEYS.forEach((_, at) => this.showTerms(at));
    const table = this.part("table");
    table.hidden = total === 0;
    table.textContent = this.words.table(total);
    this.part("items").replaceChildren();
    this.showItems();
  }

  chips() {
    const chips = this.chosen.flatMap((names, at) =>
      [...names].map((name) => button(`${name} ×`, this.words.without(name), () => this.choose(at, name, false))),
    );
    if (chips.length < 2) return chips;
    const clear = button(this.words.clear, "", () => {
      this.chosen = KEYS.map(() => new Set());
      this.write();
    });
    return [...chips, clear];
  }

  fieldset(at) {
    const { names } = this.sets.facets[at];
    if (!names.length) return null;
    const field = make("fieldset");
    field.dataset.facet = KEYS[at];
    field.append(make("legend", this.words.facets[at]));
    if (names.length > MOST) {
      const find = make("input");
      find.type = "search";
      find.setAttribute("aria-label", this.words.find(this.words.facets[at]));
      find.placeholder = this.words.find(this.words.facets[at]);
      find.addEventListener("input", (event) => {
        if (event.isComposing) return;
        this.sought[at] = find.value.trim().toLowerCase();
        this.showTerms(at);
      });
      find.addEventListener("compositionend", () => {
        this.sought[at] = find.value.trim().toLowerCase();
        this.showTerms(at);
      });
      field.append(find);
    }
    field.append(make("ul"));
    return field;
  }

  showTerms(at) {
    const field = this.part("facets").querySelector(`[data-facet=${KEYS[at]}]`);
    if (!field) return;
    const { names } = this.sets.facets[at];
    const counts = this.counts[at];
    const chosen = this.chosen[at];
    const order = names.map((_, term) => term).filter((term) => names[term].toLowerCase().includes(this.sought[at]));
    const is = (term) => Number(chosen.has(names[term]));
    order.sort((a, b) => is(b) - is(a) || counts[b] - counts[a] || a - b);
    const most = Math.max(this.unfolded.has(at) ? MOST : SHOWN, chosen.size);
    const focus = this.place.ownerDocument.activeElement?.dataset?.term;
    const rows = order.slice(0, most).map((term) => this.option(at, names[term], counts[term]));
    field.querySelector("ul").replaceChildren(...rows);
    field.querySelector("button")?.remove();
    if (order.length > most && most < MOST) {
      const unfold = button(this.words.unfold(Math.min(order.length, MOST), order.length), "", () => {
        this.unfolded.add(at);
        this.showTerms(at);
        field.querySelectorAll("input[type=checkbox]")[most]?.focus();
      });
      field.append(unfold);
    }
    if (focus) [...field.querySelectorAll("[data-term]")].find(({ dataset }) => dataset.term === focus)?.focus();
  }

  option(at, name, n) {
    const row = make("li");
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = this.chosen[at].has(name);
    box.dataset.term = KEYS[at] + name;
    box.addEventListener("change", () => this.choose(at, name, box.checked));
    const count = make("span", n.toLocaleString("en"), "facet-count");
    if (n === 0) row.className = "none";
    label.append(box, make("span", name, "facet-name"), count);
    row.append(label);
    return row;
  }

  async entries(from, to) {
    const ranks = this.sets.numbers(this.bits, from, to).map((number) => this.sets.n - 1 - number);
    return Promise.all(ranks.map((rank) => this.engine.index.entry(rank)));
  }

  async showItems() {
    const { turn, shown } = this;
    const entries = await this.entries(shown, shown + PAGE);
    if (turn !== this.turn || shown !== this.shown) return;
    this.part("items").append(...entries.map((entry) => this.row(entry)));
    this.shown += entries.length;
    this.part("more").hidden = this.shown >= this.total;
    this.part("more").textContent = this.words.more;
  }

  row(entry) {
    const row = make("li");
    const day = make(entry.d ? "time" : "span", this.words.time(entry.d) || this.words.undated);
    if (entry.d) day.dateTime = entry.d;
    const link = make("a", entry.h || entry.p || entry.i);
    link.href = entry.u;
    link.dataset.itemId = entry.i;
    row.append(day, link);
    // The time of the post is not that of the item.
    const origin = [entry.p === entry.h ? "" : entry.p, entry.d ? "" : this.words.time(entry.e), ...(entry.r ?? []), ...(entry.b ?? [])].filter(Boolean);
    if (origin.length) row.append(make("p", origin.join(" · ")));
    return row;
  }

  async saveTable() {
    const entries = await this.entries(0, TABLE);
    const rows = entries.map((entry) => [
      entry.d ?? "",
      entry.h,
      entry.p ?? "",
      (entry.r ?? []).join("|"),
      (entry.b ?? []).join("|"),
      new URL(entry.u, this.window.location.href).href,
    ]);
    // A cell that begins like a formula is a text to a spreadsheet when a mark stands before it.
    const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const text = [this.words.columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
    link.download = "items.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
}

function make(name, text = "", className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(text, label, act) {
  const made = make("button", text);
  made.type = "button";
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}
