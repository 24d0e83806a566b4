// Notices: short messages the page shows for a few seconds. Only the latest one is shown.
import { createStore, type Store } from "../ui/store.ts";

export interface Notice {
  /** The same text shown twice is two notices. */
  readonly number: number;
  readonly text: string;
  /** Open dialogs. The last one shows the notice: it makes the page around it dark, and inert for screen readers. */
  readonly dialogs: number;
}
export type NoticeAction =
  | { readonly type: "show"; readonly text: string }
  | { readonly type: "hide"; readonly number: number }
  | { readonly type: "dialog"; readonly change: "opened" | "closed" };
export type NoticeStore = Store<Notice, NoticeAction>;

export const noNotice: Notice = { number: 0, text: "", dialogs: 0 };

export function reduceNotices(notice: Notice, action: NoticeAction): Notice {
  switch (action.type) {
    case "show":
      return { ...notice, number: notice.number + 1, text: action.text };
    case "hide":
      return action.number === notice.number ? { ...notice, text: "" } : notice;
    case "dialog":
      return { ...notice, dialogs: notice.dialogs + (action.change === "opened" ? 1 : -1) };
    default:
      return action satisfies never;
  }
}

export const createNotices = (): NoticeStore => createStore(reduceNotices, noNotice);

/** Long enough to read twice. */
export function noticeMs(text: string): number {
  return Math.min(12_000, 3_000 + text.length * 60);
}
