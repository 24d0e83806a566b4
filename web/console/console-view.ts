// What the console's tools ask of whichever view shows the entries, and what the view tells.
import type { CodePlace, ConsoleEntry } from "./console-entry.ts";
import type { FindStep, Found } from "./terminal-find.ts";

export interface ConsoleView {
  find(query: string, step: FindStep): Found;
  toEnd(): void;
}

export interface ViewProps {
  readonly entries: readonly ConsoleEntry[];
  readonly epoch: number;
  readonly showsTimes: boolean;
  readonly goTo: (place: CodePlace) => void;
  /** Whether the newest entry is on the screen. */
  readonly atEnd: (isAtEnd: boolean) => void;
  /** Called with the view when it is there, and with null when it is gone. */
  readonly ready: (view: ConsoleView | null) => void;
}
