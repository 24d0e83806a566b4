// A list that follows its newest entry, until the learner scrolls up to read.
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

const slackPixels = 24;

export function useStuckToEnd<E extends HTMLElement>(content: unknown): RefObject<E | null> {
  const list = useRef<E>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < slackPixels;
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what moves the end
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [content]);
  return list;
}
