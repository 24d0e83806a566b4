// One go through a lesson's checks as the page sees it: results one by one, and which of them are unfolded.
import type { RunResult, TestResult } from "../../server/protocol/checks.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";

export interface Run {
  /** null before the server has named the run. */
  readonly id: string | null;
  readonly phase: "idle" | "asked" | "running" | "finished";
  readonly style: Style | null;
  readonly version: number;
  readonly checks: readonly { readonly id: string; readonly title: string }[];
  readonly results: Readonly<Record<string, TestResult>>;
  readonly status: RunResult["status"] | null;
  readonly ms: number;
  /** Checks that the learner folded or unfolded; the others follow the results. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** Why there was no run. */
  readonly trouble: string | null;
}

export type RunAction =
  | { readonly type: "asked" }
  | { readonly type: "live"; readonly message: ToPage }
  | { readonly type: "answered"; readonly result: RunResult }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "fold"; readonly check: string; readonly open: boolean };

export const emptyRun: Run = {
  id: null,
  phase: "idle",
  style: null,
  version: 0,
  checks: [],
  results: {},
  status: null,
  ms: 0,
  folded: {},
  trouble: null,
};

export function reduceRun(run: Run, action: RunAction): Run {
  switch (action.type) {
    case "asked":
      return { ...run, phase: "asked", trouble: null };
    case "live":
      return heard(run, action.message);
    case "answered":
      return answered(run, action.result);
    case "refused":
      return { ...run, phase: run.id === null ? "idle" : "finished", trouble: action.message };
    case "fold":
      return { ...run, folded: { ...run.folded, [action.check]: action.open } };
    default:
      return action satisfies never;
  }
}

/** A newer run replaces what stood there; whatever still comes from an older one is dropped. */
function heard(run: Run, message: ToPage): Run {
  switch (message.type) {
    case "run": {
      const { run: id, style, version, checks } = message;
      return { ...emptyRun, id, phase: "running", style, version, checks };
    }
    case "test":
      if (message.run !== run.id || run.phase !== "running") return run;
      return { ...run, results: { ...run.results, [message.result.id]: message.result } };
    case "ran":
      return message.result.run === run.id ? finished(run, message.result) : run;
    default:
      return run;
  }
}

/** The HTTP answer holds the whole run: it stands in when the live channel was away. */
function answered(run: Run, result: RunResult): Run {
  if (result.run === run.id) return finished(run, result);
  if (result.status === "cancelled" || run.phase === "running") return run;
  const { run: id, style, version } = result;
  const checks = result.tests.map((test) => ({ id: test.id, title: test.title }));
  return finished({ ...emptyRun, id, style, version, checks }, result);
}

function finished(run: Run, result: RunResult): Run {
  const results = Object.fromEntries(result.tests.map((test) => [test.id, test]));
  return { ...run, phase: "finished", results, status: result.status, ms: result.ms };
}

/** The first check that is not right stands open, unless the learner decided otherwise. */
export function isOpen(run: Run, check: string): boolean {
  return run.folded[check] ?? firstFailure(run) === check;
}

export function firstFailure(run: Run): string | null {
  const failed = run.checks.find(({ id }) => {
    const status = run.results[id]?.status;
    return status !== undefined && status !== "pass" && status !== "skipped";
  });
  return failed?.id ?? null;
}

export function passedCount(run: Run): number {
  return Object.values(run.results).filter((result) => result.status === "pass").length;
}
