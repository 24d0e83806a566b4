// Sentences that the page says once in passing, for whatever has no place of its own: the latest, until it is old.
import { createStore, type Store } from "../ui/store.ts";

export interface Notice {
  /** The same words said again are another notice. */
  readonly number: number;
  readonly text: string;
}
export type NoticeAction =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "hush"; readonly number: number };
export type NoticeStore = Store<Notice, NoticeAction>;

export const silence: Notice = { number: 0, text: "" };

export function reduceNotices(notice: Notice, action: NoticeAction): Notice {
  switch (action.type) {
    case "say":
      return { number: notice.number + 1, text: action.text };
    case "hush":
      return action.number === notice.number ? { ...notice, text: "" } : notice;
    default:
      return action satisfies never;
  }
}

export function createNotices(): NoticeStore {
  return createStore(reduceNotices, silence);
}

/** Long enough to be read twice. */
export function showMs(text: string): number {
  return Math.min(12_000, 3_000 + text.length * 60);
}
