// The state of a cell's run, as its output shows it.
import type { Store } from "../ui/store.ts";
import type { CellSession } from "./cell-session.ts";

export interface Problem {
  readonly line: number | null;
  readonly message: string;
}

export interface RunView {
  readonly phase: "loading" | "running" | "open" | "failed" | "stopped";
  readonly status: string;
  readonly problems: readonly Problem[];
  readonly session: CellSession | null;
}

export type RunStore = Store<RunView, Partial<RunView>>;

export const initialView: RunView = { phase: "loading", status: "Opening your room…", problems: [], session: null };

const problemsKept = 10;

export function reduceView(view: RunView, change: Partial<RunView>): RunView {
  return { ...view, ...change };
}

/** The same problem is listed once. */
export function withProblem(problems: readonly Problem[], problem: Problem): readonly Problem[] {
  const isKnown = problems.some(({ line, message }) => line === problem.line && message === problem.message);
  return isKnown ? problems : [...problems, problem].slice(-problemsKept);
}
