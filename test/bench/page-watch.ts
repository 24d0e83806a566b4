// Runs in the page from its start: records first paint, visible code and when typing is possible.

declare global {
  interface Window {
    /** Milliseconds since navigation start; absent until the event happens. */
    ws101Seen?: Partial<Record<"firstPaint" | "largestPaint" | "codeVisible" | "typingPossible", number>>;
  }
}

/** Serialized into the browser: must not use anything from its scope. */
export function watchPaints(): void {
  const seen: NonNullable<Window["ws101Seen"]> = {};
  window.ws101Seen = seen;
  const hear = (type: string, note: (entry: PerformanceEntry) => void) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  };
  hear("paint", ({ startTime }) => {
    seen.firstPaint ??= startTime;
  });
  hear("largest-contentful-paint", ({ startTime }) => {
    seen.largestPaint = startTime;
  });
  const isShown = (selector: string) => {
    const found = document.querySelector(selector);
    return found !== null && found.getBoundingClientRect().height > 0 && /\S/.test(found.textContent ?? "");
  };
  const look = () => {
    // It is on the screen one frame after it is in the document.
    if (isShown("#pane-code :is(.line, .view-line, textarea)")) soon("codeVisible");
    if (isShown(".monaco-editor .view-line")) return soon("typingPossible");
    requestAnimationFrame(look);
  };
  const soon = (what: "codeVisible" | "typingPossible") => {
    requestAnimationFrame(() => {
      seen[what] ??= performance.now();
    });
  };
  requestAnimationFrame(look);
}
