// Runs before the first paint (not a module, on purpose), so that a remembered theme never flashes.
try {
  const theme = localStorage.getItem("hearth.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; then the system's own choice stands.
}
