// Applies filters as they change on wide screens, keeping focus and the address bar. Without it, a button does.

const form = document.querySelector("[data-filters]");
const sheet = form?.closest("details");
const wide = matchMedia("(min-width: 900px)");
let running;

async function show(url, { push = true } = {}) {
  running?.abort();
  running = new AbortController();
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceWith(document.adoptNode(page.getElementById("results")));
    sheet.querySelector("summary").replaceChildren(...page.querySelector("[data-sheet] summary").childNodes);
    document.getElementById("count").replaceChildren(...page.getElementById("count").childNodes);
    document.title = page.title;
    if (push) history.pushState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

function address() {
  const answers = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) answers.append(name, value);
  const query = answers.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

if (form) {
  form.addEventListener("change", () => wide.matches && show(address()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (wide.matches) show(address());
    else location.assign(address());
  });
  addEventListener("popstate", () => location.reload());
}
