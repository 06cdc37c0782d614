// Shows beside the form which days it means while it is filled in. Without this script the dates come with the next
// page.

const form = document.querySelector("[data-dates]");
const shown = form && document.getElementById(form.dataset.dates);
let waiting;
let asked;

async function look() {
  asked?.abort();
  asked = new AbortController();
  const said = new FormData(form);
  said.set("then", "dates");
  try {
    const answer = await fetch(form.action, { method: "POST", body: said, signal: asked.signal });
    if (!answer.ok) throw new Error("no dates");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...document.importNode(page.body, true).childNodes);
    shown.hidden = false;
  } catch (problem) {
    if (problem.name !== "AbortError") shown.hidden = true;
  }
}

if (form && shown) {
  form.addEventListener("input", (event) => {
    if (!/^(repeats|every|weekdays|which|month_day|ends|until|times|first_date|local_time)$/.test(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 250);
  });
  look();
}
