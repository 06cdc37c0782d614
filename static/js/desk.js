// Makes the review desk quicker: keys, the words of a reason, drafts, the ten minutes, and a list that stays true.
// Everything works without it, by links and forms.

const LOOK_AGAIN = 45_000;
const EXTEND_BELOW = 3 * 60_000;
const review = document.querySelector("[data-review]");
const pane = document.querySelector("[data-item]");

function remembered(name) {
  try {
    return localStorage.getItem(name) ?? sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(store, name, value) {
  try {
    if (value) store().setItem(name, value);
    else store().removeItem(name);
  } catch {
    // Then it lasts as long as the page.
  }
}

// The words of a reason fill the note, unless somebody wrote their own.

document.addEventListener("change", (event) => {
  const reason = event.target.closest("[data-reason]");
  const note = reason?.form.querySelector("[data-note]");
  if (!note || (note.value && note.value !== note.dataset.filled)) return;
  note.value = note.dataset.filled = reason.selectedOptions[0].dataset.message ?? "";
  keep(note);
});

// A note that is being written survives going to another item and coming back.

const draftOf = (note) => `hearth.desk.${pane?.dataset.item}.${note.form.querySelector("[type=submit]").value}`;
const keep = (note) => remember(() => sessionStorage, draftOf(note), note.value === note.dataset.filled ? "" : note.value);

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-note]")) {
    keep(event.target);
    extend();
  }
});

document.addEventListener("submit", (event) => {
  const note = event.target.querySelector("[data-note]");
  if (note) remember(() => sessionStorage, draftOf(note), "");
});

for (const note of document.querySelectorAll("[data-decide] [data-note]")) {
  if (!note.value) note.value = remembered(draftOf(note)) ?? "";
}

// The ten minutes count down, and begin anew while somebody writes.

const clock = document.querySelector("[data-until]");
let extending = false;

function tick() {
  const left = new Date(clock.dataset.until) - Date.now();
  if (left <= 0) {
    clock.textContent = "now: it is free again";
    return;
  }
  const seconds = Math.floor(left / 1000);
  clock.textContent = `${clock.dataset.at} (${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left)`;
}

async function extend() {
  const left = clock ? new Date(clock.dataset.until) - Date.now() : 0;
  if (!clock || extending || left <= 0 || left > EXTEND_BELOW) return;
  extending = true;
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(clock.dataset.extend, { method: "POST", headers: { "X-CSRFToken": token } });
    const fresh = parsed(await answer.text()).querySelector("[data-until]");
    if (fresh) clock.dataset.until = fresh.dataset.until;
  } finally {
    extending = false;
  }
}

if (clock) {
  clock.dataset.at = clock.textContent;
  tick();
  setInterval(tick, 1000);
}

// The list follows what others do; what is chosen stays chosen, and the focus where it was.

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

async function lookAgain() {
  const queue = document.getElementById("queue");
  if (document.hidden || queue.contains(document.activeElement)) return;
  try {
    const page = parsed(await (await fetch(location.href)).text());
    const fresh = page.getElementById("queue");
    if (!fresh) return;
    const chosen = new Set(chosenItems().map((box) => box.value));
    for (const box of fresh.querySelectorAll("[data-choose]")) box.checked = chosen.has(box.value);
    queue.replaceWith(document.adoptNode(fresh));
    start();
    const now = page.querySelector("[data-item]");
    if (pane && now?.dataset.item === pane.dataset.item && now.dataset.version !== pane.dataset.version) tellChange();
  } catch {
    // The next look may find the way.
  }
}

function tellChange() {
  if (pane.querySelector("[data-moved]")) return;
  const note = document.createElement("p");
  note.className = "note note--waiting";
  note.dataset.moved = "";
  note.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show how it is now";
  note.append("It changed a moment ago. ", link);
  pane.querySelector("header").after(note);
}

// Choosing several.

const chosenItems = () => [...document.querySelectorAll("[data-choose]:checked")];

function countChosen() {
  const form = document.getElementById("several");
  if (!form) return;
  const number = chosenItems().length;
  form.querySelector("[data-chosen]").textContent = number ? `${number} chosen` : "";
  form.querySelector("button").disabled = number === 0;
  const all = form.querySelector("[data-choose-all]");
  all.checked = number > 0 && number === document.querySelectorAll("[data-choose]").length;
  all.indeterminate = number > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) {
    for (const box of document.querySelectorAll("[data-choose]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-choose], [data-choose-all]")) countChosen();
});

// Keys: single letters, which can be switched off, and Ctrl or Cmd with Enter.

const switched = document.querySelector("[data-keys-switch]");
const singleKeys = () => remembered("hearth.desk.keys") !== "off";
const writes = (target) => target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");

if (switched) {
  switched.checked = singleKeys();
  switched.addEventListener("change", () => remember(() => localStorage, "hearth.desk.keys", switched.checked ? "" : "off"));
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.findIndex((row) => row.classList.contains("is-open"));
  const next = rows[at < 0 ? 0 : at + by];
  if (next) next.querySelector("a").click();
  else document.querySelector(`#queue [rel=${by > 0 ? "next" : "prev"}]`)?.click();
}

function choose() {
  const box = document.querySelector(".is-open [data-choose]");
  if (!box) return;
  box.checked = !box.checked;
  countChosen();
}

function act(key) {
  const found = pane?.querySelector(`[data-act=${key}]`);
  if (!found) return;
  if (found.matches("summary")) {
    found.parentElement.open = true;
    found.parentElement.querySelector("select").focus();
  } else if ("to".includes(key)) {
    found.click();
  } else {
    found.focus();
  }
}

function send() {
  const open = pane?.querySelector("details.decide[open] form");
  const button = (open ?? pane)?.querySelector(open ? "[type=submit]" : "[data-act=a][type=submit]");
  if (button && (open || button === document.activeElement)) button.form.requestSubmit(button);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  u: () => document.querySelector(".review__back a")?.click(),
  x: choose,
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
    return;
  }
  if (event.key === "Escape") {
    const open = pane?.querySelector("details.decide[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  if (document.querySelector("dialog[open]") || !singleKeys()) return;
  const key = event.key.toLowerCase();
  if (KEYS[key]) KEYS[key]();
  else if ("acrdto".includes(key) && key.length === 1) act(key);
  else return;
  event.preventDefault();
});

function start() {
  for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  countChosen();
}

start();
if (review) {
  document.querySelector("#queue .is-open")?.scrollIntoView({ block: "nearest" });
  setInterval(lookAgain, LOOK_AGAIN);
}
