// Hook for single-key shortcuts.
import { useEffect, useRef } from "react";
import { isKey, isTyping, type KeyName } from "./keys.ts";
import { usePage } from "./page-context.ts";

/** Calls `act` unless single keys are turned off, someone types, or a dialog is open. */
export function useSingleKey(name: KeyName, act: () => void): void {
  const { settings } = usePage();
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !settings.get().singleKeys || !isKey(event, name)) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [settings, name]);
}
