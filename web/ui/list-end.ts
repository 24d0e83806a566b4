// A list that follows its newest entry until somebody scrolls up, and again when they are back at its end.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

const slackPixels = 24;

type Scrolled = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

/** Whether a scroll means to follow the newest entry: yes, no, or null where it says neither. */
export function meansToFollow({ scrollTop, scrollHeight, clientHeight }: Scrolled, topBefore: number): boolean | null {
  const below = scrollHeight - scrollTop - clientHeight;
  // A list that gets more room is moved up by it, and is at its end all the same.
  if (scrollTop < topBefore - 1) return below > 1 ? false : null;
  return below < slackPixels ? true : null;
}

interface ListEnd<E extends HTMLElement> {
  readonly list: RefObject<E | null>;
  readonly toEnd: () => void;
}

export function useListEnd<E extends HTMLElement>(content: unknown, tell?: (isAtEnd: boolean) => void): ListEnd<E> {
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
      isAtEnd.current = meansToFollow(element, lastTop.current) ?? isAtEnd.current;
      lastTop.current = element.scrollTop;
      tell?.(isAtEnd.current);
      // Rows get their true height as they come into view: the end may have moved on.
      if (isAtEnd.current) toEnd();
    };
    const resize = new ResizeObserver(() => isAtEnd.current && toEnd());
    resize.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      resize.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [tell, toEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what moves the end
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [content, toEnd]);
  return { list, toEnd };
}
