// The page's own dialogs and the keys that open them anywhere.
import { lazy, Suspense, useEffect } from "react";
import { DevicesDialog } from "../course/devices-dialog.tsx";
import { useStore } from "../ui/store.ts";
import { isKey, isTyping } from "./keys.ts";
import { KeysDialog } from "./keys-dialog.tsx";
import { usePage } from "./page-context.ts";
import { SettingsDialog } from "./settings-dialog.tsx";

const loadPalette = () => import("./palette.tsx");
const Palette = lazy(loadPalette);

export function Overlays() {
  const { overlay } = usePage();
  const open = useStore(overlay);
  useOverlayKeys();
  // Loaded ahead of its first use, so that it opens without a network too.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => null), 2_000);
    return () => clearTimeout(timer);
  }, []);
  // A dialog reports its end late: another may have been opened by then.
  const close = () => {
    if (overlay.get() === open) overlay.dispatch(null);
  };
  switch (open) {
    case null:
      return null;
    case "palette":
      return (
        <Suspense>
          <Palette close={close} />
        </Suspense>
      );
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
      // A dialog that a component opened stays on top.
      if (document.querySelector("dialog[open]") && overlay.get() !== "palette") return;
      event.preventDefault();
      event.stopPropagation();
      overlay.dispatch(isPalette ? (overlay.get() === "palette" ? null : "palette") : "keys");
    };
    // Captured before the editor, which binds the palette's key to something else.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [overlay, settings]);
}
