// Copying an item's link, and the dialog with citations. Without this script the links work and the
// buttons do not show.

import { bibtex, gbt7714, ris, workOf } from "./citation.js";

const FORMATS = { gbt7714, bibtex, ris };

const template = document.querySelector("template[data-citing]");
const { copied, linked, failed, undated } = template.dataset;
const graph = JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)["@graph"];
const canonical = document.querySelector('link[rel="canonical"]').href;

/** Says something to everyone, for a moment. */
const teller = document.createElement("p");
teller.setAttribute("role", "status");
teller.className = "said";
document.body.append(teller);

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

function open(fragment) {
  const work = workOf(graph, fragment, new Date().toLocaleDateString("sv"));
  if (!work) return;
  dialog ??= build();
  dialog.querySelector("[data-cited]").textContent = work.title;
  for (const part of dialog.querySelectorAll("[data-format]")) {
    const text = FORMATS[part.dataset.format](work, undated);
    const field = part.querySelector("textarea");
    field.value = text;
    field.setSelectionRange(0, 0);
    const save = part.querySelector("[download]");
    if (save) {
      URL.revokeObjectURL(save.href);
      save.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    }
  }
  dialog.showModal();
}

function build() {
  document.body.append(template.content.cloneNode(true));
  const made = document.body.lastElementChild;
  made.addEventListener("click", async ({ target }) => {
    if (target.matches("[data-close]")) made.close();
    if (!target.matches("[data-copy]")) return;
    const field = target.closest("[data-format]").querySelector("textarea");
    const done = await copy(field.value);
    if (!done) field.select();
    tell(made.querySelector("[role=status]"), done ? copied : failed);
  });
  return made;
}

document.addEventListener("click", async ({ target }) => {
  if (target.matches("[data-cite]")) open(target.closest("[data-item]")?.id ?? "");
  if (!target.matches("a[data-link]")) return;
  if (await copy(canonical + target.hash)) tell(teller, linked);
});
