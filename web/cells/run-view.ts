// The state of a cell's run, as its output shows it, and what loads code into the visitor's room for it.

import { type LoadedCell, loadedCellSchema } from "../../server/protocol/cell.ts";
import { call, whyNot } from "../net/api.ts";
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

type Loaded =
  | { readonly ok: true; readonly url: string; readonly version: number }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `url` is the room's address. */
export async function loadCell(id: string, source: string): Promise<Loaded> {
  const path = `/api/cells/${encodeURIComponent(id)}/code`;
  const answer = await call(loadedCellSchema, path, { method: "PUT", body: { source } });
  if (!answer.ok) return { ok: false, problems: [{ line: null, message: whyNot(answer) }] };
  const { ok, url, version } = answer.value;
  return ok ? { ok, url, version } : { ok, problems: problemsOf(answer.value) };
}

/** Each load restarts the room. Resolves to null, or to why it could not be done. */
export async function restartCell(id: string, source: string): Promise<string | null> {
  const loaded = await loadCell(id, source);
  return loaded.ok ? null : (loaded.problems[0]?.message ?? "The code does not run again.");
}

function problemsOf({ problems, fault }: LoadedCell): Problem[] {
  const found = problems.map(({ line, message }) => ({ line, message }));
  return fault === null ? found : [...found, { line: fault.line, message: fault.message }];
}
