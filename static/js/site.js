// What every page may use: the theme switch, menus that close, toasts that go, the focus on errors; and whoever
// signs out leaves nothing behind in this tab.

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
    button.querySelector("use").setAttribute("href", isDark() ? "#i-sun" : "#i-moon");
  }
}

function remember(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("hearth.theme", theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  showTheme();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) remember(isDark() ? "light" : "dark");

  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();

  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();

  if (event.target.closest("[data-print]")) print();

  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open], details[data-sheet][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What `drafts.js` holds until it is kept; the last page may put some back while it is being left.
function forgetDrafts() {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith("hearth.draft:"));
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // Then there is nothing to forget.
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  forgetDrafts();
  addEventListener("pagehide", forgetDrafts, { once: true });
});

prefersDark.addEventListener("change", showTheme);
showTheme();
for (const button of document.querySelectorAll("[data-toast-close], [data-print]")) button.hidden = false;
// Of tabs that are wider than a phone, the present one is in sight.
const tab = document.querySelector(".tabs__tab[aria-current]");
tab?.closest("ul").scrollTo({ left: tab.offsetLeft - tab.closest("ul").clientWidth / 3, behavior: "instant" });
document.querySelector("[data-focus]")?.focus();
