// A component's view of the wire: rendered again at most once a paint, or only when the one thing it shows changes.
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import type { Wire } from "./wire.ts";

export function useWire(wire: Wire): number {
  return useSyncExternalStore(wire.subscribe, wire.revision);
}

/** `select` answers a string or a number, not something built anew. */
export function useWirePart<P extends string | number>(wire: Wire, select: (wire: Wire) => P): P {
  return useSyncExternalStore(wire.subscribe, () => select(wire));
}

export function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
