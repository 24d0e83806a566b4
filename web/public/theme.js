// Sets what was chosen in this browser before the first paint: nothing flashes, grows or moves once the page starts.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "{}") ?? {};
    } catch {
      return {};
    }
  };
  const { theme, size, motion } = read("ws101.settings");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (size === "small" || size === "large" || size === "huge") root.dataset.size = size;
  if (motion === "less" || motion === "full") root.dataset.motion = motion;
  for (const [split, shares] of Object.entries(read("ws101.splits"))) {
    for (const [pane, share] of Object.entries(shares ?? {})) {
      const name = `${split}-${pane}`;
      if (/^[a-z]+-[a-z]+$/.test(name) && Number.isFinite(share))
        root.style.setProperty(`--share-${name}`, String(share));
    }
  }
})();
