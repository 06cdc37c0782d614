// Hearts answer at once and leave the page as it is. Without this script the form goes its own way, and comes back.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-heart]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const wanted = form.elements.wanted;
  const sent = new FormData(form);
  sent.set("quiet", "yes");
  const keeps = wanted.value === "yes";
  show(button, wanted, keeps);
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    if (answer.status !== 204) throw new Error(answer.statusText);
  } catch {
    show(button, wanted, !keeps);
    form.submit();
  }
});

function show(button, wanted, keeps) {
  button.setAttribute("aria-pressed", String(keeps));
  wanted.value = keeps ? "no" : "yes";
}
