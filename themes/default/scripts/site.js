// What the reader chooses on any page: light or dark, and the language of the interface. Stands in the
// head without `defer`, so that the choice is there before anything is painted.

const root = document.documentElement;
const files = new URL("../static/", document.currentScript.src).href;
const own = root.lang;
const chinese = own.startsWith("zh");
// Words in the language of the page, then in the other one: they are needed before any table is.
const WORDS = {
  scheme: ["外观", "Appearance"],
  auto: ["跟随系统", "As the system"],
  light: ["浅色", "Light"],
  dark: ["深色", "Dark"],
  language: ["语言", "Language"],
};
const LANGUAGES = { "zh-CN": "中文", en: "English" };
// Where the archive itself speaks, not the interface.
const CONTENT =
  ".text, .rows a, .rows p, .terms a, .chips a, .facts > a, .cites a, .contents li, .lines a, .meta b, .meta q, article h1, [data-item] h2, [data-item] h3, svg .name, [data-search-results], [data-explore-items]";
// What the interface says in the middle of it.
const OWN = ".more";

const stored = (key) => {
  try {
    return localStorage.getItem(`dibao.${key}`);
  } catch {
    return null;
  }
};
const store = (key, value) => {
  try {
    localStorage.setItem(`dibao.${key}`, value);
  } catch {
    // A browser that keeps nothing shows the choice on this page alone.
  }
};

const wear = (scheme) => {
  root.style.colorScheme = scheme === "light" || scheme === "dark" ? scheme : "";
};
wear(stored("scheme"));

const wanted = stored("language");
const other = wanted in LANGUAGES && wanted !== own ? wanted : null;
if (other) root.lang = other;
const say = (key) => WORDS[key][root.lang.startsWith("zh") ? 0 : 1];

/** Loads a script or a style sheet of `static/`, once. */
const loaded = new Map();
const load = (name) => {
  if (!loaded.has(name)) {
    const element = document.createElement(name.endsWith("css") ? "link" : "script");
    element.rel = "stylesheet";
    element[name.endsWith("css") ? "href" : "src"] = files + name;
    loaded.set(
      name,
      new Promise((done, fail) => {
        element.addEventListener("load", done);
        element.addEventListener("error", fail);
      }),
    );
    document.head.append(element);
  }
  return loaded.get(name);
};

/** What the interface says, by key, in the language that is closest to one. */
const tables = async () => {
  window.dibaoStrings = (all) => {
    const byLanguage = Object.fromEntries(all);
    loaded.table = (language) => byLanguage[language.startsWith("zh") ? "zh-CN" : "en"];
  };
  await load("strings.js");
  return loaded.table;
};

const select = (name, options, value, choose) => {
  const label = document.createElement("label");
  const field = document.createElement("select");
  for (const [key, text] of options) field.append(new Option(text, key, false, key === value));
  field.addEventListener("change", () => choose(field.value));
  label.append(say(name), " ", field);
  return label;
};

const offer = () => {
  const foot = document.querySelector(".foot");
  if (!foot) return;
  const line = document.createElement("p");
  line.className = "choices";
  const schemes = ["auto", "light", "dark"].map((key) => [key, say(key)]);
  line.append(
    select("scheme", schemes, root.style.colorScheme || "auto", (value) => {
      store("scheme", value);
      wear(value);
    }),
    " ",
    select("language", Object.entries(LANGUAGES), root.lang, (value) => {
      store("language", value);
      location.reload();
    }),
  );
  foot.append(line);
};

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The strings that dates are written with; they are said in lists of the archive's own words too. */
const DATES = ["year", "month", "day", "week", "days_in_month", "days_in_year", "days"];

/** Makes a function that says texts of one table in the words of the other, and leaves others be. */
const translator = (from, to, keys) => {
  const exact = new Map();
  const patterns = [];
  const add = (a, b) => {
    const names = [...a.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    if (names.length === 0) {
      if (!exact.has(a)) exact.set(a, b.other ?? b);
      return;
    }
    // A text that is little but its values would take in everything.
    if (a.replace(/\{\w+\}/g, "").trim() === "") return;
    const parts = a.split(/\{(\w+)\}/).map((part, at) => {
      if (at % 2 === 0) return escape(part);
      if (part.startsWith("month")) return `(${from.months.map(escape).join("|")})`;
      return /^(n|of|y2?|m2?|d2?|w)$/.test(part) ? "([\\d,]+)" : "(.+)";
    });
    patterns.push({ test: new RegExp(`^${parts.join("")}$`), names, b });
  };
  for (const key of keys) {
    const [a, b] = [from[key], to[key]];
    if (Array.isArray(a)) a.forEach((text, at) => add(text, b[at]));
    else for (const form of typeof a === "string" ? [a] : [a.one, a.other]) add(form, b);
  }
  const fill = (b, values) => {
    for (const n of ["", "2"]) {
      const [m, month] = [values[`m${n}`], values[`month${n}`]];
      if (m) values[`month${n}`] = to.months[m - 1];
      if (month) values[`m${n}`] = String(from.months.indexOf(month) + 1);
    }
    const form = values.n === "1" ? b.one : b.other;
    return (form ?? b).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
  const say = (text) => {
    if (/^[\d\s,]*$/.test(text)) return null;
    const known = exact.get(text);
    if (known !== undefined) return known;
    for (const { test, names, b } of patterns) {
      const match = test.exec(text);
      if (!match) continue;
      const values = Object.fromEntries(names.map((name, at) => [name, match[at + 1]]));
      for (const [name, value] of Object.entries(values)) values[name] = /^[\d,]+$/.test(value) ? value : (say(value) ?? value);
      return fill(b, values);
    }
    return null;
  };
  return (text) =>
    text
      .split(/(\s*[·–]\s+|^\s+|\s+$)/)
      .map((part) => (part.trim() === "" ? part : (say(part) ?? part)))
      .join("");
};

const translate = (say, sayDate, node) => {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.trim() === "" || text.parentElement.closest("script, .text")) continue;
    const isContent = text.parentElement.closest(CONTENT) && !text.parentElement.closest(OWN);
    const said = (isContent ? sayDate : say)(text.data);
    if (said !== text.data) text.data = said;
  }
  for (const element of node.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, say(value));
    }
  }
};

const speak = async () => {
  for (const element of document.querySelectorAll(CONTENT)) {
    if (!element.closest(`[lang]:not(html), ${OWN}`)) element.lang = own;
  }
  const table = await tables();
  const [from, to] = [table(own), table(other)];
  const say = translator(from, to, Object.keys(from));
  document.title = say(document.title);
  translate(say, translator(from, to, DATES), document.body);
};

// Links of items are copied, and citations shown, by a script that few pages' readers need.
const cited = async ({ target }) => {
  if (!target.matches("[data-cite], a[data-link]")) return;
  const [table] = await Promise.all([tables(), load("cite.js"), load("cite.css")]);
  window.dibaoCite(target, table(root.lang));
};

document.addEventListener("click", cited);
document.addEventListener("DOMContentLoaded", () => {
  offer();
  if (other && (chinese || own === "en")) speak();
});
