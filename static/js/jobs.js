// Shows how far jobs are without a reload: takes the page anew while one is live. Without it the page reloads.

const job = () => document.querySelector("[data-job]");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-job]");
  if (!fresh) throw new Error("no job");
  take(document.adoptNode(fresh), page.title);
}

function take(fresh, title) {
  const old = job();
  if (old.dataset.job === fresh.dataset.job && fresh.hasAttribute("data-live")) takeParts(old, fresh);
  else takeWhole(old, fresh, title);
}

// Same state: what moved is exchanged only where nobody is, so that no focus or click is lost.
function takeParts(old, fresh) {
  for (const from of old.querySelectorAll("[data-part]")) {
    const to = fresh.querySelector(`[data-part="${from.dataset.part}"]`);
    if (to && from.outerHTML !== to.outerHTML && !from.contains(document.activeElement)) from.replaceWith(to);
  }
}

function takeWhole(old, fresh, title) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  document.title = title;
  if (!focused) return;
  const links = [...fresh.querySelectorAll("a")];
  const same = links.find((link) => link.href === focused.href);
  (same ?? fresh.querySelector("a.button, button"))?.focus();
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
