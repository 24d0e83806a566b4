// Runs inside the page from its first moment: notes when there is something to see, to read, to type into.

declare global {
  interface Window {
    /** Milliseconds since the navigation began; a figure that is not there yet has not happened. */
    ws101Seen?: Partial<Record<"firstPaint" | "largestPaint" | "codeVisible" | "typingPossible", number>>;
  }
}

/** Handed to the browser as text: it may use nothing from around it. */
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
    // The frame after the one in which it stood there has it on the screen.
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
