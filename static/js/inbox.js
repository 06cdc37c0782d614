// The inbox by keyboard: j and k move, x ticks, Enter opens; and one box that ticks all. Without it, Tab and Space do.

const inbox = document.querySelector("[data-inbox]");
const rows = inbox ? [...inbox.querySelectorAll("[data-row]")] : [];
let here = -1;

function go(to) {
  rows[here]?.classList.remove("is-here");
  here = Math.min(Math.max(to, 0), rows.length - 1);
  rows[here].classList.add("is-here");
  rows[here].querySelector("a").focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (!rows.length || typing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "j") go(here + 1);
  else if (event.key === "k") go(here - 1);
  else if (event.key === "x" && here >= 0) rows[here].querySelector("input").click();
  else return;
  event.preventDefault();
});

if (inbox) {
  for (const hidden of inbox.querySelectorAll("[data-all], [data-keys]")) hidden.hidden = false;
  const all = inbox.querySelector("[data-all] input");
  all?.addEventListener("change", () => {
    for (const row of rows) row.querySelector("input").checked = all.checked;
  });
}
