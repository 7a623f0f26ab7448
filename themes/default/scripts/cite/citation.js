// A work as a citation: GB/T 7714—2015, BibTeX, RIS. A work without a date gets none.

/**
 * @typedef {object} Work
 * @property {string} title
 * @property {string} container the post that an item stands in; may be empty
 * @property {string[]} authors
 * @property {string} publisher
 * @property {string} date YYYY-MM-DD; empty when it is not known
 * @property {string} accessed YYYY-MM-DD
 * @property {string} url
 * @property {string} lang BCP 47
 */

/**
 * What a page's graph (JSON-LD) says of the post, or of the item with a fragment.
 *
 * @param {object[]} graph
 * @param {string} fragment empty for the post
 * @param {string} accessed
 * @returns {Work | null} null when the graph has no such item
 */
export function workOf(graph, fragment, accessed) {
  const post = graph.find((node) => node["@type"] === "Article");
  const url = fragment && `${post?.url}#${fragment}`;
  const item = fragment ? post?.hasPart?.find((part) => part.url === url) : post;
  if (!item) return null;
  return {
    title: plain(item.headline),
    container: fragment ? plain(post.headline) : "",
    authors: (post.author ?? []).map((author) => plain(author.name)),
    publisher: plain(post.publisher?.name ?? ""),
    date: item.datePublished ?? "",
    accessed,
    url: item.url,
    lang: post.inLanguage ?? "",
  };
}

/** Text on one line. */
const plain = (text) => text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();

/** Who answers for a work: its authors, else the publisher. */
const responsible = ({ authors, publisher }) => (authors.length ? authors : [publisher]).filter(Boolean);

/**
 * As in GB/T 7714—2015, 4.6 and 8.8: 责任者. 题名[EB/OL]//源题名. (日期)[引用日期]. 路径.
 *
 * @param {Work} work
 * @param {string} undated what stands for a date that is not known
 */
export function gbt7714(work, undated) {
  const all = responsible(work);
  const others = work.lang.startsWith("zh") ? "等" : "et al";
  const names = all.length > 3 ? [...all.slice(0, 3), others] : all;
  const by = names.length ? `${names.join(", ")}. ` : "";
  const title = work.title.replace(/[.。]+$/, "");
  const within = work.container && `//${work.container}`;
  const date = work.date ? `(${work.date})` : `[${undated}]`;
  return `${by}${title}[EB/OL]${within}. ${date}[${work.accessed}]. ${work.url}.`;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * @param {Work} work
 * @param {string} undated
 */
export function bibtex(work, undated) {
  const [year, month, day] = work.date.split("-");
  const fields = [
    ["title", `{${tex(work.title)}}`],
    ["author", responsible(work).map((name) => `{${tex(name)}}`).join(" and ")],
    ["howpublished", tex([work.container, work.publisher].filter(Boolean).join(", "))],
    ["year", year],
    ["month", month && MONTHS[month - 1]],
    ["day", day && String(Number(day))],
    ["note", year ? "" : tex(undated)],
    ["url", work.url.replace(/[{}\\]/g, encodeURIComponent)],
    ["urldate", work.accessed],
    ["language", work.lang],
  ];
  const lines = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
  return `@misc{${key(work.url)},\n${lines.join("")}}\n`;
}

const TEX = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Text that TeX prints as it is. */
const tex = (text) => text.replace(/[\\~^{}%&#$_]/g, (sign) => TEX[sign] ?? `\\${sign}`);

/** A key of Latin letters and digits from the path and the fragment of an address. */
function key(url) {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/, "").replace(/%[0-9A-Fa-f]{2}/g, "");
  return path.match(/[A-Za-z0-9]+/g)?.join("-") ?? "post";
}

/**
 * @param {Work} work
 * @param {string} undated
 */
export function ris(work, undated) {
  const day = (date) => date.replaceAll("-", "/");
  const fields = [
    ["TY", "ELEC"],
    ["TI", work.title],
    ["T2", work.container],
    ...responsible(work).map((name) => ["AU", name]),
    ["PB", work.publisher],
    ["PY", work.date.slice(0, 4)],
    ["DA", day(work.date)],
    ["N1", work.date ? "" : undated],
    ["UR", work.url],
    ["Y2", day(work.accessed)],
    ["LA", work.lang],
  ];
  const lines = fields.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}\r\n`);
  return `${lines.join("")}ER  - \r\n`;
}
