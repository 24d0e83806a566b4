// A list that follows its newest entry, until the learner scrolls up to read.
import { type RefCallback, useCallback, useLayoutEffect, useRef } from "react";

const slackPixels = 24;
/** A scroll so soon after a wheel, a key or a finger is the learner's; others are the layout's own. */
const byHandMs = 1_000;
const hands = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** For the `ref` of the element that scrolls. */
export function useStuckToEnd<E extends HTMLElement>(content: unknown): RefCallback<E> {
  const list = useRef<E>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is what moves the end
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) toEnd(list.current);
  }, [content]);
  return useCallback((element: E) => {
    list.current = element;
    const leave = watch(element, isAtEnd);
    return () => {
      list.current = null;
      leave();
    };
  }, []);
}

function watch(element: HTMLElement, isAtEnd: { current: boolean }): () => void {
  const leave = new AbortController();
  const options = { passive: true, signal: leave.signal };
  let handAtMs = Number.NEGATIVE_INFINITY;
  const onHand = () => {
    handAtMs = performance.now();
  };
  const onScroll = () => {
    if (element.scrollHeight - element.scrollTop - element.clientHeight < slackPixels) isAtEnd.current = true;
    else if (performance.now() - handAtMs < byHandMs) isAtEnd.current = false;
  };
  const resized = new ResizeObserver(() => isAtEnd.current && toEnd(element));
  for (const hand of hands) element.addEventListener(hand, onHand, options);
  element.addEventListener("scroll", onScroll, options);
  resized.observe(element);
  return () => {
    leave.abort();
    resized.disconnect();
  };
}

function toEnd(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
}
