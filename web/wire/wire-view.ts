// How the learner looks at the wire: filter, pause, clear, follow, the chosen row. Kept as long as the lesson is open.
import { type Filter, noFilter } from "./filter/filter.ts";
import type { TimeMode } from "./model/times.ts";

export type PayloadView = "text" | "json" | "hex";

export interface WireView {
  readonly filter: Filter;
  /** Rows from this number on wait; null when the list runs. */
  readonly pausedAt: number | null;
  /** Rows before this number are put away, not lost. */
  readonly clearedTo: number;
  /** The list moves on to its newest row. */
  readonly isFollowing: boolean;
  readonly selected: number | null;
  readonly isDetailOpen: boolean;
  readonly time: TimeMode;
  readonly payload: PayloadView;
}

export type WireViewAction =
  | { readonly type: "filter"; readonly change: Partial<Filter> }
  | { readonly type: "pause"; readonly at: number }
  | { readonly type: "go-on" }
  /** `at`: the number after the newest row that is shown. */
  | { readonly type: "clear"; readonly at: number }
  | { readonly type: "show-cleared" }
  | { readonly type: "follow"; readonly on: boolean }
  | { readonly type: "select"; readonly number: number | null }
  | { readonly type: "detail"; readonly open: boolean }
  | { readonly type: "time"; readonly mode: TimeMode }
  | { readonly type: "payload"; readonly view: PayloadView };

export const emptyView: WireView = {
  filter: noFilter,
  pausedAt: null,
  clearedTo: 0,
  isFollowing: true,
  selected: null,
  isDetailOpen: false,
  time: "start",
  payload: "text",
};

export function reduceView(view: WireView, action: WireViewAction): WireView {
  switch (action.type) {
    case "filter":
      return { ...view, filter: { ...view.filter, ...action.change } };
    case "pause":
      return { ...view, pausedAt: view.pausedAt ?? action.at };
    case "go-on":
      return { ...view, pausedAt: null };
    case "clear":
      return { ...view, clearedTo: action.at, selected: null, isDetailOpen: false, isFollowing: true };
    case "show-cleared":
      return { ...view, clearedTo: 0 };
    case "follow":
      return view.isFollowing === action.on ? view : { ...view, isFollowing: action.on };
    case "select":
      return selected(view, action.number);
    case "detail":
      return { ...view, isDetailOpen: action.open && view.selected !== null };
    case "time":
      return { ...view, time: action.mode };
    case "payload":
      return { ...view, payload: action.view };
    default:
      return action satisfies never;
  }
}

/** A row that is being looked at must not run away. */
function selected(view: WireView, number: number | null): WireView {
  if (number === null) return { ...view, selected: null, isDetailOpen: false };
  return { ...view, selected: number, isFollowing: false };
}
