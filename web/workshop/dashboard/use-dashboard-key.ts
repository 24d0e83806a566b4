// Hook for the dashboard's single keys, which are active unless someone types or a dialog is open.
import { useEffect, useRef } from "react";
import { isKey, isTyping, type KeyName } from "../../shell/keys.ts";
import { usePage } from "../../shell/page-context.ts";

export function useDashboardKey(name: KeyName, act: () => void): void {
  const { settings } = usePage();
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!settings.get().singleKeys || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (!isKey(event, name)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [settings, name]);
}
