// Applies filters as they change, keeping focus and the address bar. Phones show how many there would be on the
// sheet's button, and the list when it is pressed. Without scripts a button does all of it.

const form = document.querySelector("[data-filters]");
const sheet = form?.closest("[data-sheet]");
const wide = matchMedia("(min-width: 900px)");
const PIECES = ["count", "order", "search-near-problem"];
let running;

async function load(url) {
  running?.abort();
  running = new AbortController();
  const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function adopt(page, id) {
  const mine = document.getElementById(id);
  const theirs = page.getElementById(id);
  if (mine.innerHTML !== theirs.innerHTML) mine.replaceChildren(...theirs.cloneNode(true).childNodes);
}

function count(page) {
  for (const mine of form.querySelectorAll("[data-count]")) {
    const theirs = page.querySelector(`[data-count="${CSS.escape(mine.dataset.count)}"]`);
    if (!theirs) continue;
    mine.innerHTML = theirs.innerHTML;
    mine.parentElement.className = theirs.parentElement.className;
  }
  sayHowMany(page.getElementById("show").dataset.label);
}

// Only here does the button say how many: without scripts it could not follow the boxes.
function sayHowMany(label) {
  document.getElementById("show").textContent = label;
}

async function show(url, { push = true } = {}) {
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const page = await load(url);
    document.getElementById("results").replaceWith(document.adoptNode(page.getElementById("results")));
    PIECES.forEach((id) => adopt(page, id));
    count(page);
    sheet.querySelector("summary").replaceChildren(...page.querySelector("[data-sheet] summary").childNodes);
    document.title = page.title;
    if (push) history.pushState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

async function foretell(url) {
  try {
    count(await load(url));
  } catch {
    // The button still says what it did.
  }
}

function address() {
  const answers = new URLSearchParams();
  const said = new FormData(form);
  for (const [name, value] of said) {
    if (value && (name !== "within_km" || said.get("near"))) answers.append(name, value);
  }
  // The order that suits what is looked for need not be said.
  if (!chosen) answers.delete("ordering");
  const query = answers.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

let chosen = new URLSearchParams(location.search).has("ordering");

if (form) {
  sayHowMany(document.getElementById("show").dataset.label);
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form) return;
    if (target.name === "ordering") chosen = true;
    if (wide.matches || !sheet.open) show(address());
    else foretell(address());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (wide.matches) show(address());
    else location.assign(address());
  });
  addEventListener("popstate", () => location.reload());
}
