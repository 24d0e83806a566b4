// React hooks for the wire.
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePart, useStore } from "../ui/store.ts";
import type { Wire } from "./wire.ts";

/** Renders when the selected string or number changes. */
export function useWirePart<P extends string | number>(wire: Wire, select: (wire: Wire) => P): P {
  return useSyncExternalStore(wire.subscribe, () => select(wire));
}

/** What every view of a wire needs: its elements, its width, and whether the details of an entry are open. */
export function useWireView({ wire, clientList }: Pick<LessonSession, "wire" | "clientList">) {
  const panel = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const width = useWidth(panel);
  const view = useStore(wire.view);
  const clients = usePart(clientList, (state) => state.clients.map(({ name }) => name).join("\n")).split("\n");
  // Renders at most once per paint.
  useSyncExternalStore(wire.subscribe, wire.revision);
  const isOpen = view.isDetailOpen && view.selected !== null;
  const closeDetail = () => {
    wire.view.dispatch({ type: "detail", open: false });
    grid.current?.focus();
  };
  return { panel, grid, width, view, clients, isOpen, closeDetail };
}

function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
