// Sets a position by a tap on its small map. Without it the name of a place, or the figures, do the same.

const DEGREE_KM = 111, HALF = 100, CLOSEST_KM = 0.6, WIDEST_KM = 640;

for (const figure of document.querySelectorAll("[data-spot]")) {
  const form = figure.closest("form");
  const [spot, latitude, longitude, meeting] = ["spot", "latitude", "longitude", "meeting_point"].map((name) => form.elements[name]);
  const svg = figure.querySelector("svg"), pin = figure.querySelector("[data-pin]");
  const [bar, says] = ["[data-bar]", "[data-says]"].map((name) => figure.querySelector(name));
  const middle = [Number(figure.dataset.latitude), Number(figure.dataset.longitude)];
  let km = Number(figure.dataset.km);
  const hint = says.textContent;

  const scale = () => (HALF * DEGREE_KM) / km;
  const shrunk = () => Math.max(Math.cos((middle[0] * Math.PI) / 180), 0.01);
  const turned = (degrees) => ((((degrees + 540) % 360) + 360) % 360) - 180;

  function place(element, north, east) {
    const x = HALF + turned(east - middle[1]) * shrunk() * scale();
    const y = HALF - (north - middle[0]) * scale();
    element.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    element.toggleAttribute("hidden", x < 0 || y < 0 || x > 2 * HALF || y > 2 * HALF);
  }

  function draw() {
    for (const mark of figure.querySelectorAll(".spot__mark")) place(mark, Number(mark.dataset.latitude), Number(mark.dataset.longitude));
    const known = latitude.value !== "" && longitude.value !== "";
    if (known) place(pin, Number(latitude.value), Number(longitude.value));
    else pin.setAttribute("hidden", "");
    const length = (2 * km) / 5;
    bar.textContent = length >= 1 ? `${Math.round(length)} km` : `${Math.round(length * 1000)} m`;
  }

  function choose(north, east, name = "") {
    latitude.value = north.toFixed(5);
    longitude.value = turned(east).toFixed(5);
    spot.value = "";
    if (name && meeting && !meeting.value) meeting.value = name;
    says.textContent = name ? `The start is at ${name}.` : `The start is at ${latitude.value}, ${longitude.value}.`;
    draw();
  }

  svg.addEventListener("click", (event) => {
    const mark = event.target.closest(".spot__mark");
    if (mark) return choose(Number(mark.dataset.latitude), Number(mark.dataset.longitude), mark.dataset.name);
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 * HALF, y = ((event.clientY - box.top) / box.height) * 2 * HALF;
    choose(Math.min(90, Math.max(-90, middle[0] + (HALF - y) / scale())), middle[1] + (x - HALF) / scale() / shrunk());
  });
  for (const button of figure.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", () => {
      km = Math.min(WIDEST_KM, Math.max(CLOSEST_KM, km * Number(button.dataset.zoom)));
      // Closer to where the start is, once it is known.
      if (latitude.value !== "" && longitude.value !== "") middle.splice(0, 2, Number(latitude.value), Number(longitude.value));
      draw();
    });
  for (const input of [latitude, longitude]) input.addEventListener("input", draw);
  figure.querySelector("[data-buttons]").hidden = false;
  says.textContent = hint ? `Tap where you meet. ${hint}` : "Tap where you meet.";
  svg.classList.add("is-alive");
  draw();
}
