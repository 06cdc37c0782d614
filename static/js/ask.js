// Asks in a dialog what would else be a page of its own. Without this script the link simply leads there.

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-ask]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const question = page.querySelector("[data-question]");
    if (!answer.ok || answer.redirected || !question) throw new Error("no question");
    link.closest("details[open]")?.removeAttribute("open");
    show(document.importNode(question, true), link);
  } catch {
    location.assign(link.href);
  }
});

function show(question, link) {
  const dialog = document.createElement("dialog");
  dialog.append(question);
  dialog.setAttribute("aria-labelledby", question.querySelector("h1").id);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-cancel]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    // The link may stand in a menu that is closed by now.
    (link.closest("details")?.querySelector("summary") ?? link).focus();
  });
  dialog.showModal();
}
