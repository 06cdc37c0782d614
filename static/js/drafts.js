// Keeps what is typed into a form as a draft, a moment after it was typed: where `data-draft` says, and in this
// tab until it is kept there. It never sends the form. Without this script the form's own buttons keep it.

const form = document.querySelector("form[data-draft]");
const saved = form.querySelector("[data-kept-saved]");
const words = form.querySelector("[data-kept-words]");
const mine = form.querySelector("[data-kept-mine]");
const PAUSE = 800;
const LONGEST_PAUSE = 60_000;
const STORE = `hearth.draft:${location.pathname}`;
const REFUSED = "";
const OFFLINE = "No connection. What you typed stays here, and is kept as soon as there is one.";
const LATER = "It could not be kept just now. What you typed stays here, and we try again.";
const SIGNED_OUT = "You are signed out. Sign in in another window, then load this one again: what you typed stays.";
const GONE = "This is no draft any more. What you typed since is only on this page.";

let { version } = form.dataset;
let known = read(form); // what the server has, by the field's name
const refused = {}; // what it did not take, and is not asked to again
let pause = PAUSE;
let isSending = false;
let isOver = !form.dataset.draft;
let isLeaving = false;
let isTroubled = false;
let timer;

function read(from) {
  const given = new FormData(from);
  const names = [...from.elements].map((field) => field.name).filter((name) => name.startsWith("q-"));
  return Object.fromEntries(names.map((name) => [name, JSON.stringify(given.getAll(name))]));
}

function put(name, value) {
  const values = JSON.parse(value);
  for (const field of form.elements) {
    if (field.name !== name) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

function changed() {
  const now = read(form);
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== known[name]));
}

const pending = () => Object.entries(changed()).filter(([name, value]) => value !== refused[name]);

function labelOf(name) {
  const field = [...form.elements].find((each) => each.name === name);
  const label = field.closest("fieldset")?.querySelector("legend") ?? field.labels[0];
  return label.firstChild.textContent.trim();
}

function tell(text = "") {
  if (words.textContent !== text) words.textContent = text;
  saved.hidden = Boolean(text) || isOver || Object.keys(changed()).length > 0;
}

// What is not kept yet survives a reload and a page that could not be reached.
function keepHere() {
  const typed = Object.entries(changed()).map(([name, is]) => [name, { was: known[name], is }]);
  try {
    if (typed.length) sessionStorage.setItem(STORE, JSON.stringify(Object.fromEntries(typed)));
    else sessionStorage.removeItem(STORE);
  } catch {
    // It then stays in the fields alone.
  }
}

function bringBack() {
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(STORE)) ?? {};
  } catch {
    // Nothing to bring back.
  }
  const lost = Object.entries(kept).filter(([name, { is }]) => name in known && known[name] !== is);
  const others = lost.filter(([name, { was }]) => was !== REFUSED && known[name] !== was);
  for (const each of lost) if (!others.includes(each)) put(each[0], each[1].is);
  if (lost.length > others.length) words.textContent = "What you typed here before is back.";
  if (others.length) offer(others);
  else keepHere();
  if (pending().length) keepSoon();
}

function offer(others) {
  words.textContent = `You changed “${labelOf(others[0][0])}” elsewhere since you typed here.`;
  mine.hidden = false;
  mine.addEventListener("click", () => {
    for (const [name, { is }] of others) put(name, is);
    mine.hidden = true;
    typed();
  });
}

function keepSoon(wait = PAUSE) {
  clearTimeout(timer);
  if (!isOver) timer = setTimeout(keep, wait);
}

async function keep({ keepalive = false } = {}) {
  const fields = pending();
  if (isSending || isOver) return;
  if (!fields.length) {
    // Typed back to what is kept already.
    if (!Object.keys(changed()).length) tell();
    return;
  }
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("version", version);
  for (const [name, value] of fields) {
    body.append("changed", name);
    for (const each of JSON.parse(value)) body.append(name, each);
  }
  isSending = true;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive });
    await take(answer, Object.fromEntries(fields));
  } catch {
    tryAgain(OFFLINE);
  } finally {
    isSending = false;
  }
  if (!isTroubled && pending().length) keepSoon();
}

async function take(answer, sent) {
  if (answer.status === 200) {
    const told = await answer.json();
    version = told.version;
    for (const [name, value] of Object.entries(sent)) {
      if (name in told.refused) refused[name] = value;
      else known[name] = value;
    }
    pause = PAUSE;
    isTroubled = false;
    keepHere();
    tell(Object.entries(told.refused).map(([name, why]) => `Not kept yet: “${labelOf(name)}” ${why}`).join(" "));
  } else if (answer.status === 412) await catchUp(sent);
  else if (answer.status === 409) giveUp(GONE);
  else if (answer.status === 401 || answer.status === 403 || answer.status === 404) giveUp(SIGNED_OUT);
  else tryAgain(LATER, Number(answer.headers.get("Retry-After")) * 1000);
}

// Kept from another window meanwhile. What only one of them changed goes together; the rest is for the person.
async function catchUp(sent) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = page.querySelector("form[data-draft]");
  if (!answer.ok || !theirs?.dataset.draft) {
    giveUp(GONE);
    return;
  }
  const now = read(form);
  const clashes = [];
  for (const [name, value] of Object.entries(read(theirs))) {
    if (!(name in known) || value === known[name]) continue;
    if (now[name] === known[name]) put(name, value);
    else if (now[name] !== value && name in sent) clashes.push(name);
    known[name] = value;
  }
  for (const name of clashes) refused[name] = now[name];
  version = theirs.dataset.version;
  isTroubled = false;
  keepHere();
  const labels = clashes.map((name) => `“${labelOf(name)}”`).join(", ");
  tell(labels && `You changed ${labels} in another window, too. “Save and go on” keeps what stands here.`);
}

function tryAgain(text, wait = 0) {
  isTroubled = true;
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  tell(text);
  keepSoon(Math.max(pause, wait || 0));
}

function giveUp(text) {
  isTroubled = true;
  isOver = true;
  tell(text);
}

function typed() {
  keepHere();
  saved.hidden = true;
  keepSoon();
}

form.addEventListener("input", typed);
form.addEventListener("submit", () => {
  isLeaving = true;
});
addEventListener("online", () => keepSoon(0));
addEventListener("pageshow", () => {
  isLeaving = false;
});
addEventListener("beforeunload", (event) => {
  if (isTroubled && !isLeaving && Object.keys(changed()).length) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !isLeaving) keep({ keepalive: true });
});
// Fields that come back with an error show what was typed, which is kept nowhere yet.
for (const { name } of form.querySelectorAll('[aria-invalid="true"]')) {
  if (name in known) [refused[name], known[name]] = [known[name], REFUSED];
}
bringBack();
