// Thumbnails move the strip without moving the page, and a photo opens large. Without it both are plain links.

for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const strip = gallery.querySelector(".gallery__strip");
  const photos = [...gallery.querySelectorAll(".gallery__photo")];
  const thumbs = [...gallery.querySelectorAll(".gallery__thumbs a")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const go = (at) =>
    strip.scrollTo({ left: photos[at].offsetLeft - strip.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
  const mark = (at) => thumbs.forEach((thumb, other) => {
    if (other === at) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  });

  thumbs.forEach((thumb, at) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    go(at);
    mark(at);
  }));
  strip.addEventListener("scrollend", () => mark(Math.round(strip.scrollLeft / strip.clientWidth)));

  const dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "Photo, large");
  const image = document.createElement("img");
  const bar = document.createElement("div");
  bar.className = "lightbox__bar";
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  let at = 0;

  const button = (label, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--small";
    made.textContent = label;
    made.addEventListener("click", action);
    return made;
  };
  const show = (to) => {
    at = (to + photos.length) % photos.length;
    const source = photos[at].querySelector("img");
    image.src = photos[at].querySelector("a").href;
    image.alt = source.alt;
    count.textContent = `${at + 1} of ${photos.length}`;
  };
  const steps = photos.length > 1 ? [button("Before", () => show(at - 1)), button("Next", () => show(at + 1))] : [];
  const buttons = document.createElement("div");
  buttons.className = "row";
  buttons.append(...steps, button("Close", () => dialog.close()));
  bar.append(count, buttons);
  dialog.append(bar, image);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);

  photos.forEach((photo, index) => photo.querySelector("a")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(index);
    dialog.showModal();
  }));
}
