// F6 and Shift+F6: from pane to pane, out of the editor and the terminal too.
import { useEffect } from "react";
import { isKey } from "../shell/keys.ts";
import { type Pane, paneAfter, panes } from "./panes.ts";

export function usePaneKeys(show: (pane: Pane) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = isKey(event, "next-pane") ? 1 : isKey(event, "previous-pane") ? -1 : null;
      if (step === null || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      goToPane(paneAfter(focusedPane(), step), show);
    };
    // Before the editor, the terminal and the lines between panes, which have uses of their own for F6.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  });
}

/** Where only one pane is seen, this one has to be on the screen before it can take the focus. */
export function goToPane(pane: Pane, show: (pane: Pane) => void): void {
  show(pane);
  requestAnimationFrame(() => document.getElementById(`pane-${pane}`)?.focus());
}

function focusedPane(): Pane | null {
  const id = document.activeElement?.closest(".pane")?.id.replace(/^pane-/, "");
  return panes.find((pane) => pane === id) ?? null;
}
