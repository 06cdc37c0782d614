// Sends each tap of the roll-call by itself and puts the answer in its place, so that the list stays where the thumb
// is. Without this script each tap is an ordinary form, and the page comes back at the same rider.

const form = document.querySelector("[data-roll]");

document.addEventListener("submit", async (event) => {
  const tap = event.submitter;
  if (!form || event.target !== form || !tap) return;
  event.preventDefault();
  const said = new FormData(form);
  said.set(tap.name, tap.value);
  tap.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: said });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = page.querySelector("[data-roll-state]");
    if (!answer.ok || !state) throw new Error("no roll-call");
    adopt(page, ".roll__marks");
    document.querySelector("[data-roll-state]").replaceChildren(...document.importNode(state, true).childNodes);
    document.querySelector("[data-roll-state]").className = state.className;
  } catch {
    location.reload();
  } finally {
    tap.removeAttribute("aria-busy");
  }
});

// Only what is pressed changes: the buttons stay, and with them the focus.
function adopt(page, each) {
  for (const mine of document.querySelectorAll(`${each} button`)) {
    const theirs = page.querySelector(`${each} button[value="${CSS.escape(mine.value)}"]`);
    if (theirs) mine.setAttribute("aria-pressed", theirs.getAttribute("aria-pressed"));
  }
}
