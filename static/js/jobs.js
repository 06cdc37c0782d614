// Shows how far a job is without a reload: takes the page anew while the job is live. Without it the page reloads.

const job = () => document.querySelector("[data-job]");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function refresh() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-job]");
  if (!fresh) throw new Error("no job");
  take(document.adoptNode(fresh), page.title);
}

function take(fresh, title) {
  const old = job();
  if (old.dataset.job === fresh.dataset.job && fresh.hasAttribute("data-live")) {
    // Same state: move the bar and the figures only, so that nobody's focus or click is lost.
    for (const name of ["progress", ".jobs__figures", ".facts"]) {
      const [from, to] = [old.querySelector(name), fresh.querySelector(name)];
      if (from && to && from.outerHTML !== to.outerHTML) from.replaceWith(to);
    }
    return;
  }
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(fresh);
  document.title = title;
  if (hadFocus) fresh.querySelector("a.button, button")?.focus();
}

async function watch() {
  let wait = 700;
  while (job()?.hasAttribute("data-live")) {
    await pause(wait);
    if (document.hidden) continue;
    // Slower each time: work that takes an hour need not be asked for every second.
    wait = Math.min(wait * 1.1, 10000);
    await refresh().catch(() => (wait = 10000));
  }
}

watch();
