// React hooks for the wire.
import { useSyncExternalStore } from "react";
import type { Wire } from "./wire.ts";

/** Renders at most once per paint. */
export function useWire(wire: Wire): number {
  return useSyncExternalStore(wire.subscribe, wire.revision);
}

/** Renders when the selected string or number changes. */
export function useWirePart<P extends string | number>(wire: Wire, select: (wire: Wire) => P): P {
  return useSyncExternalStore(wire.subscribe, () => select(wire));
}
