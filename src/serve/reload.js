// Reloads the page when the site was built again, and shows what is wrong with the content.
// Served by `dibao serve` only; nodes are built with textContent, never from HTML.

/** @type {string | undefined} */
let seen;

const events = new EventSource("/_dibao/events");
events.addEventListener("state", (event) => {
  const state = JSON.parse(event.data);
  if (seen !== undefined && seen !== state.site) {
    location.reload();
    return;
  }
  seen = state.site;
  show(state.problems, state.failed);
});

/** @param {{head: string, hint: string | null}[]} problems @param {boolean} failed */
function show(problems, failed) {
  document.querySelector("#dibao-problems")?.remove();
  if (problems.length === 0) return;
  const panel = document.createElement("details");
  panel.id = "dibao-problems";
  panel.open = failed;
  const summary = document.createElement("summary");
  summary.textContent = failed
    ? `${problems.length} problems; this is the site before them`
    : `${problems.length} problems`;
  const list = document.createElement("ol");
  for (const problem of problems) {
    const entry = document.createElement("li");
    entry.textContent = problem.head;
    if (problem.hint) {
      const hint = document.createElement("p");
      hint.textContent = `hint: ${problem.hint}`;
      entry.append(hint);
    }
    list.append(entry);
  }
  panel.append(summary, list);
  document.body.append(panel);
}

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = "/_dibao/reload.css";
document.head.append(style);
