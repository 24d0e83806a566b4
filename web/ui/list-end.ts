// Follows the end of a list until the user scrolls up, and again once they scroll back to the end.
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";

const slackPixels = 24;

type Scrolled = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

/** Whether a scroll event starts (true) or stops (false) following; null when it changes nothing. */
export function followsAfterScroll(scrolled: Scrolled, topBefore: number): boolean | null {
  const below = pixelsBelow(scrolled);
  // A list that grows taller is scrolled up by the browser while it stays at its end.
  if (scrolled.scrollTop < topBefore - 1) return below > 1 ? false : null;
  return below < slackPixels ? true : null;
}

function pixelsBelow({ scrollTop, scrollHeight, clientHeight }: Scrolled): number {
  return scrollHeight - scrollTop - clientHeight;
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
    const follow = (follows: boolean) => {
      isAtEnd.current = follows;
      onChange?.(follows);
      if (follows) toEnd();
    };
    const onScroll = () => {
      const follows = followsAfterScroll(element, lastTop.current);
      lastTop.current = element.scrollTop;
      follow(follows ?? isAtEnd.current);
    };
    // A row that is opened stays where it is.
    const onClick = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('[aria-expanded="false"]')) isAtEnd.current = false;
    };
    const resize = new ResizeObserver(() => {
      if (isAtEnd.current || pixelsBelow(element) <= 1) follow(true);
    });
    // Rows are measured as they come into view, which can move the end.
    for (const each of [element, ...element.children]) resize.observe(each);
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("click", onClick);
    return () => {
      resize.disconnect();
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("click", onClick);
    };
  }, [onChange, toEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content moves the end
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [content, toEnd]);
  return { list, toEnd };
}
