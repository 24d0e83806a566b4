// A list that follows its newest entry until somebody scrolls up, and tells which of the two it does.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

const slackPixels = 24;

interface ListEnd {
  readonly list: RefObject<HTMLElement | null>;
  readonly toEnd: () => void;
}

export function useListEnd(content: unknown, atEnd: (isAtEnd: boolean) => void): ListEnd {
  const list = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  const toEnd = useCallback(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, []);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < slackPixels;
      atEnd(isAtEnd.current);
    };
    const onResize = () => {
      if (isAtEnd.current) toEnd();
    };
    const resize = new ResizeObserver(onResize);
    resize.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      resize.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [atEnd, toEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what moves the end
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [content, toEnd]);
  return { list, toEnd };
}
