// The page's own dialogs, and the keys that open them from anywhere.
import { useEffect } from "react";
import { DevicesDialog } from "../course/devices-dialog.tsx";
import { isTyping } from "../ui/typing.ts";
import { useStore } from "../ui/use-store.ts";
import { isKey } from "./keys.ts";
import { KeysDialog } from "./keys-dialog.tsx";
import { usePage } from "./page-context.ts";
import { Palette } from "./palette.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";

export function Overlays() {
  const { overlay } = usePage();
  const open = useStore(overlay);
  useOverlayKeys();
  // A dialog tells of its end late: by then another may have been opened.
  const close = () => {
    if (overlay.get() === open) overlay.dispatch(null);
  };
  switch (open) {
    case null:
      return null;
    case "palette":
      return <Palette close={close} />;
    case "settings":
      return <SettingsDialog close={close} />;
    case "keys":
      return <KeysDialog close={close} />;
    case "devices":
      return <DevicesDialog close={close} />;
    default:
      return open satisfies never;
  }
}

function useOverlayKeys(): void {
  const { overlay, settings } = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPalette = isKey(event, "palette");
      const isHelp = settings.get().singleKeys && isKey(event, "help") && !isTyping(event.target);
      if (!isPalette && !isHelp) return;
      // A dialog of somebody else's stays on top.
      if (document.querySelector("dialog[open]") && overlay.get() !== "palette") return;
      event.preventDefault();
      event.stopPropagation();
      overlay.dispatch(isPalette ? (overlay.get() === "palette" ? null : "palette") : "keys");
    };
    // Before the editor, which has the palette's key for something else.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [overlay, settings]);
}
