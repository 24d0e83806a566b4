// Which of the page's own dialogs is open: at most one.
import { createStore, type Store } from "../ui/store.ts";

export type Overlay = "palette" | "settings" | "keys" | "devices" | null;
export type OverlayStore = Store<Overlay, Overlay>;

export function createOverlay(): OverlayStore {
  return createStore((_before: Overlay, now: Overlay) => now, null);
}
