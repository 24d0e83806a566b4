// State of the network for an instructor while people are joining.
import type { NetworkCheck } from "../../../server/protocol/http.ts";

/** Everyone in a room who can join has tried by then. */
export const patienceMs = 60_000;

export type NetworkState =
  /** The dialog says already that no one can connect. */
  | { readonly kind: "closed" }
  | { readonly kind: "waiting" }
  | { readonly kind: "works"; readonly machines: number }
  /** Pages load, but their sockets do not connect. */
  | { readonly kind: "no-sockets" }
  | { readonly kind: "no-one"; readonly advice: NetworkCheck["advice"] };

/** `shownMs`: since when the instructor has been waiting for people. */
export function networkState({ open, requested, connected, advice }: NetworkCheck, shownMs: number): NetworkState {
  if (!open) return { kind: "closed" };
  if (connected > 0) return { kind: "works", machines: connected };
  if (shownMs < patienceMs) return { kind: "waiting" };
  return requested > 0 ? { kind: "no-sockets" } : { kind: "no-one", advice };
}
