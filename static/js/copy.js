// A button that copies what stands in a field. Without this script the field is there to copy from by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      document.querySelector("[data-copied]").textContent = "Copied.";
    } catch {
      document.querySelector("[data-copied]").textContent = "Selected: copy it with the keyboard.";
    }
  });
}
