// The interface between the console's panel and the view that shows its entries: the terminal or the list.
import type { CodePlace, ConsoleEntry } from "./console-entry.ts";

/** 0 starts at the newest match; -1 and 1 go to the previous and the next. */
export type FindStep = -1 | 0 | 1;

export interface Found {
  /** The number of the match, from 1 for the oldest; 0 for none. */
  readonly at: number;
  readonly of: number;
}

export interface ConsoleView {
  find(query: string, step: FindStep): Found;
  scrollToEnd(): void;
}

export interface ViewProps {
  readonly entries: readonly ConsoleEntry[];
  readonly epoch: number;
  readonly showsTimes: boolean;
  readonly goTo: (place: CodePlace) => void;
  /** Called with whether the newest entry is visible. */
  readonly onScroll?: (isAtEnd: boolean) => void;
  /** Called with the view once it exists, and with null when it is gone. */
  readonly ready?: (view: ConsoleView | null) => void;
}
