// Photos by dropping or choosing several, with progress; moving them without a reload. Without it, plain forms do.
// Every upload uses the signed fields of the form as the page shows it then, so each file has a signature of its own.

const holder = document.querySelector("[data-photos]");
const busy = () => holder.querySelector('[data-photo]:not([data-state="ready"], [data-state="refused"])');

async function refresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  take(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function take(page) {
  const focused = document.activeElement?.getAttribute("aria-label");
  for (const name of ["[data-photos]", "[data-checklist]"]) {
    const fresh = page.querySelector(name);
    if (fresh) document.querySelector(name).replaceChildren(...document.adoptNode(fresh).childNodes);
  }
  if (focused) holder.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  prepare();
}

function send(form, file, onProgress) {
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
  body.append("file", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => onProgress((100 * event.loaded) / event.total));
    // Status 0: another origin took the file and its redirect may not be read; the page then tells how it went.
    request.addEventListener("loadend", () => resolve(request.status));
    request.send(body);
  });
}

async function finishElsewhere(form) {
  const back = form.querySelector('[name="success_action_redirect"]')?.value;
  if (!back) return;
  const address = new URL(back, location.href);
  const key = form.querySelector('[name="key"]')?.value;
  if (key) address.searchParams.set("key", key);
  await fetch(address).catch(() => undefined);
}

async function uploadAll(files) {
  const refused = [];
  for (const [at, file] of [...files].entries()) {
    const form = holder.querySelector("[data-uploader]");
    if (!form) break;
    const progress = form.querySelector("[data-uploader-progress]");
    progress.hidden = false;
    form.querySelector("[data-uploader-text]").textContent =
      files.length > 1 ? `Uploading ${at + 1} of ${files.length}: ${file.name}` : `Uploading ${file.name}`;
    const status = await send(form, file, (share) => (progress.querySelector("progress").value = share));
    if (status === 0) await finishElsewhere(form);
    else if (status >= 400) refused.push(`${file.name} (${status === 413 ? "too large" : "not accepted"})`);
    await refresh();
  }
  if (refused.length) {
    const progress = holder.querySelector("[data-uploader-progress]");
    progress.hidden = false;
    progress.querySelector("progress").hidden = true;
    progress.querySelector("[data-uploader-text]").textContent =
      `Could not be uploaded: ${refused.join(", ")}. JPEG, PNG or WebP up to 10 MB work best.`;
  }
}

function prepare() {
  const form = holder.querySelector("[data-uploader]");
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "yes";
  const input = form.querySelector("input[type=file]");
  input.multiple = true;
  form.querySelector("[data-uploader-label]").textContent = "Choose photos, or drop them here";
  form.querySelector("[type=submit]").hidden = true;
  input.addEventListener("change", () => input.files.length && uploadAll([...input.files]));
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length) uploadAll([...event.dataTransfer.files]);
  });
}

async function watch() {
  // Slower each time: a photo takes seconds, and a page left open should not ask for ever.
  for (let wait = 1000; wait < 60000; wait *= 1.3) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (busy() && !document.hidden) await refresh().catch(() => undefined);
  }
}

if (holder) {
  prepare();
  watch();
  holder.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-move]");
    if (!form) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => undefined);
    if (answer?.ok) await refresh();
    else form.submit();
  });
}
