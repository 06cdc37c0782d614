// Suggests suburbs while one types; without it the list says which places it knows.

const PATIENCE = 150;

for (const input of document.querySelectorAll("[data-places]")) {
  const list = input.list;
  let timer, running, last = "";

  async function suggest() {
    const words = input.value.trim();
    if (words.length < 2 || words === last || /^[-+\d]/.test(words)) return;
    last = words;
    running?.abort();
    running = new AbortController();
    try {
      const address = `${input.dataset.places}?limit=8&q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: running.signal, credentials: "omit" });
      if (!answer.ok) return;
      const { results } = await answer.json();
      list.replaceChildren(
        ...results.map((place) => {
          const option = document.createElement("option");
          option.value = `${place.name}, ${place.region}`;
          return option;
        }),
      );
    } catch (error) {
      if (error.name !== "AbortError") last = "";
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, PATIENCE);
  });
}
