// Whether an element has a certain width: panes are moved by hand, so the window's width says little.
import { useCallback, useState } from "react";

/** A ref for the element, and whether it is at least `px` wide now. */
export function useIsWide(px: number): readonly [(element: HTMLElement | null) => (() => void) | undefined, boolean] {
  const [isWide, setWide] = useState(false);
  const place = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const observer = new ResizeObserver(([entry]) => setWide((entry?.contentRect.width ?? 0) >= px));
      observer.observe(element);
      return () => observer.disconnect();
    },
    [px],
  );
  return [place, isWide];
}
