// Follows the end of a list until the user scrolls up, and again once they scroll back to the end.
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";

const slackPixels = 24;

type Scrolled = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

/** Whether a scroll event starts (true) or stops (false) following; null when it changes nothing. */
export function followsAfterScroll(
  { scrollTop, scrollHeight, clientHeight }: Scrolled,
  topBefore: number,
): boolean | null {
  const below = scrollHeight - scrollTop - clientHeight;
  // A list that grows taller is scrolled up by the browser while it stays at its end.
  if (scrollTop < topBefore - 1) return below > 1 ? false : null;
  return below < slackPixels ? true : null;
}

export function useListEnd<E extends HTMLElement>(content: unknown, onChange?: (isAtEnd: boolean) => void) {
  const list = useRef<E>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  const toEnd = useCallback(() => {
    if (!list.current) return;
    list.current.scrollTop = list.current.scrollHeight;
    lastTop.current = list.current.scrollTop;
  }, []);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const onScroll = () => {
      isAtEnd.current = followsAfterScroll(element, lastTop.current) ?? isAtEnd.current;
      lastTop.current = element.scrollTop;
      onChange?.(isAtEnd.current);
      // Rows are measured as they come into view, which can move the end.
      if (isAtEnd.current) toEnd();
    };
    const resize = new ResizeObserver(() => isAtEnd.current && toEnd());
    resize.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      resize.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [onChange, toEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content moves the end
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [content, toEnd]);
  return { list, toEnd };
}
