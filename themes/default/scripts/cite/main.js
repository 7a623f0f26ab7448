// Copying an item's link, and the dialog with citations: loaded by `site.js` when a reader first asks for
// either.

import { bibtex, gbt7714, ris, workOf } from "./citation.js";

const FORMATS = [
  ["GB/T 7714", gbt7714, ""],
  ["BibTeX", bibtex, "bib"],
  ["RIS", ris, "ris"],
];

const graph = JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)["@graph"];
const canonical = document.querySelector('link[rel="canonical"]').href;

const make = (name, values = {}, ...children) => {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
};

/** A paragraph that a screen reader reads out when it changes. */
const teller = (values) => {
  const made = make("p", values);
  made.setAttribute("role", "status");
  return made;
};

/** Says something to everyone, for a moment. */
const said = teller({ className: "said" });
document.body.append(said);

let dialog;

function tell(where, text) {
  where.textContent = text;
  setTimeout(() => {
    if (where.textContent === text) where.textContent = "";
  }, 3000);
}

/** Whether the text went into the clipboard: pages without https have none. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function open(fragment, words) {
  const work = workOf(graph, fragment, new Date().toLocaleDateString("sv"));
  if (!work) return;
  dialog ??= build(words);
  dialog.querySelector("[data-cited]").textContent = work.title;
  for (const [name, write] of FORMATS) {
    const part = dialog.querySelector(`[data-format="${name}"]`);
    const text = write(work, words.undated);
    const field = part.querySelector("textarea");
    field.value = text;
    field.setSelectionRange(0, 0);
    const save = part.querySelector("a");
    if (save) {
      URL.revokeObjectURL(save.href);
      save.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    }
  }
  dialog.showModal();
}

function build(words) {
  const made = make("dialog", { className: "citing", ariaLabel: words.cite }, make("h2", {}, words.cite));
  const cited = make("p");
  cited.dataset.cited = "";
  const status = teller();
  made.append(cited, ...FORMATS.map(([name, , extension]) => format(name, extension, status, words)), status);
  made.append(make("button", { type: "button", onclick: () => made.close() }, words.close));
  document.body.append(made);
  return made;
}

/** One format: its text, and ways to take it along. */
function format(name, extension, status, words) {
  const field = make("textarea", { readOnly: true, rows: extension ? 6 : 5 });
  const button = make("button", { type: "button", ariaLabel: `${words.copy_text} ${name}` }, words.copy_text);
  button.addEventListener("click", async () => {
    const done = await copy(field.value);
    if (!done) field.select();
    tell(status, done ? words.copied : words.copy_failed);
  });
  const part = make("div", {}, make("label", {}, name, field), button);
  part.dataset.format = name;
  if (extension) {
    part.append(" ", make("a", { download: `citation.${extension}`, ariaLabel: `${words.save_file} ${name}` }, words.save_file));
  }
  return part;
}

window.dibaoCite = async (asked, words) => {
  if (asked.matches("[data-cite]")) open(asked.closest("[data-item]")?.id ?? "", words);
  else if (await copy(canonical + asked.hash)) tell(said, words.link_copied);
};
