// The list stays at its newest row until the learner scrolls up, and stands still under their eyes from then on.
import { type RefObject, type UIEvent, useLayoutEffect, useRef } from "react";
import { followsAfterScroll } from "../../ui/list-end.ts";
import type { Wire } from "../wire.ts";
import type { WireView } from "../wire-view.ts";

interface FollowOptions {
  readonly wire: Wire;
  readonly view: WireView;
  readonly grid: RefObject<HTMLElement | null>;
  readonly rowHeight: number;
}

/** Answers what to do on scroll events. */
export function useFollow({ wire, view, grid, rowHeight }: FollowOptions): (event: UIEvent<HTMLElement>) => void {
  const lastTop = useRef(0);
  const oldest = useRef({ first: 0, matches: wire.question.matches, clearedTo: 0 });
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    if (view.isFollowing) element.scrollTop = element.scrollHeight;
    else element.scrollTop -= rowHeight * fallenOut(oldest.current, wire, view);
    lastTop.current = element.scrollTop;
    oldest.current = { first: wire.shown.first, matches: wire.question.matches, clearedTo: view.clearedTo };
  });
  return ({ currentTarget }) => {
    const on = followsAfterScroll(currentTarget, lastTop.current);
    lastTop.current = currentTarget.scrollTop;
    if (on !== null) wire.view.dispatch({ type: "follow", on });
  };
}

interface Oldest {
  readonly first: number;
  readonly matches: unknown;
  readonly clearedTo: number;
}

/** Rows that left the list at its beginning since the last paint; of another list there are none. */
function fallenOut(before: Oldest, wire: Wire, view: WireView): number {
  const isOther = before.matches !== wire.question.matches || before.clearedTo !== view.clearedTo;
  return isOther ? 0 : Math.max(0, wire.shown.first - before.first);
}
