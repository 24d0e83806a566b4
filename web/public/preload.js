// Fetches what the editor needs once the page is visible: earlier would delay the first paint, later the first keystroke.
// Does nothing where a plain text field replaces the editor.
(() => {
  const isPlain = () => {
    try {
      const { editor } = JSON.parse(localStorage.getItem("ws101.settings") ?? "{}") ?? {};
      if (editor === "plain" || editor === "monaco") return editor === "plain";
    } catch {}
    return matchMedia("(pointer: coarse)").matches;
  };
  const fetchAll = () => {
    for (const link of document.querySelectorAll('link[rel="ws101-preload"]')) {
      link.rel = "preload";
    }
  };
  if (!isPlain()) requestAnimationFrame(() => requestAnimationFrame(fetchAll));
})();
