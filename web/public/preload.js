// Fetches what the editor needs once the page stands on the screen: sooner it would hold up the first paint, later the
// first key. Not where a plain field takes its place.
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
