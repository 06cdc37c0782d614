// Packs a large file before it is sent: a request has less room than a spreadsheet of ten thousand rows.

const LARGE = 1_000_000;

async function packed(file) {
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  const content = await new Response(stream).blob();
  return new File([content], `${file.name}.gz`, { type: "application/gzip" });
}

for (const input of document.querySelectorAll("input[type=file][data-packed]")) {
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file || file.size < LARGE || file.name.endsWith(".gz") || !("CompressionStream" in window)) return;
    const chosen = new DataTransfer();
    chosen.items.add(await packed(file));
    // Somebody may have chosen another one meanwhile.
    if (input.files[0] === file) input.files = chosen.files;
  });
}
