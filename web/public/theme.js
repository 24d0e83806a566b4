// Sets the chosen theme before the first paint, so that a dark page never flashes white.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem("ws101.settings") ?? "{}");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {}
})();
