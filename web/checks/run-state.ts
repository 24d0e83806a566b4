// One go through a lesson's checks as the page sees it: results one by one, and which of them are unfolded.
import type { RunResult, TestResult } from "../../server/protocol/checks.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { type Draft, isUnsaved } from "../code/draft.ts";

export interface Run {
  /** null before the server has named the run. */
  readonly id: string | null;
  readonly phase: "idle" | "asked" | "running" | "finished";
  readonly style: Style | null;
  readonly version: number;
  /** The code that is judged; null while this page does not know it. */
  readonly judged: string | null;
  readonly checks: readonly { readonly id: string; readonly title: string }[];
  readonly results: Readonly<Record<string, TestResult>>;
  readonly status: RunResult["status"] | null;
  readonly ms: number;
  /** Checks that the learner folded or unfolded; the others follow the results. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** The learner asked this run to stop. */
  readonly isCancelled: boolean;
  /** It was over before this page opened. */
  readonly isRecalled: boolean;
  /** Any run of this lesson has passed, now or earlier. */
  readonly isDone: boolean;
  /** Why there was no run. */
  readonly trouble: string | null;
}

export type RunAction =
  | { readonly type: "asked" }
  | { readonly type: "live"; readonly message: ToPage; readonly judged?: string | null }
  | { readonly type: "answered"; readonly result: RunResult; readonly judged?: string | null }
  | {
      readonly type: "recalled";
      readonly result: RunResult | null;
      readonly judged: string | null;
      readonly done: boolean;
    }
  /** What a run judges, when that had to be fetched. */
  | { readonly type: "judges"; readonly run: string; readonly text: string }
  | { readonly type: "cancelling" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "fold"; readonly check: string; readonly open: boolean };

export const emptyRun: Run = {
  id: null,
  phase: "idle",
  style: null,
  version: 0,
  judged: null,
  checks: [],
  results: {},
  status: null,
  ms: 0,
  folded: {},
  isCancelled: false,
  isRecalled: false,
  isDone: false,
  trouble: null,
};

export function reduceRun(run: Run, action: RunAction): Run {
  switch (action.type) {
    case "asked":
      return { ...run, phase: "asked", trouble: null };
    case "live":
      return heard(run, action.message, action.judged ?? null);
    case "answered":
      return answered(run, action.result, action.judged ?? null);
    case "recalled":
      return recalled(run, action);
    case "judges":
      return run.id === action.run ? { ...run, judged: action.text } : run;
    case "cancelling":
      return { ...run, isCancelled: true };
    case "refused":
      return { ...run, phase: run.id === null ? "idle" : "finished", trouble: action.message };
    case "fold":
      return { ...run, folded: { ...run.folded, [action.check]: action.open } };
    default:
      return action satisfies never;
  }
}

/** A newer run replaces what stood there; whatever still comes from an older one is dropped. */
function heard(run: Run, message: ToPage, judged: string | null): Run {
  switch (message.type) {
    case "run": {
      const { run: id, style, version, checks } = message;
      return { ...emptyRun, isDone: run.isDone, id, phase: "running", style, version, judged, checks };
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
function answered(run: Run, result: RunResult, judged: string | null): Run {
  if (result.run === run.id) return finished(run, result);
  if (result.status === "cancelled" || run.phase === "running") return run;
  return finished(beginning(run, result, judged), result);
}

function recalled(run: Run, { result, judged, done }: Extract<RunAction, { type: "recalled" }>): Run {
  const isDone = run.isDone || done;
  if (result === null || run.phase !== "idle") return { ...run, isDone };
  return { ...finished(beginning(run, result, judged), result), isDone, isRecalled: true };
}

function beginning(run: Run, result: RunResult, judged: string | null): Run {
  const { run: id, style, version } = result;
  const checks = result.tests.map((test) => ({ id: test.id, title: test.title }));
  return { ...emptyRun, isDone: run.isDone, id, style, version, judged, checks };
}

/** A run that was stopped keeps what it had found out. */
function finished(run: Run, result: RunResult): Run {
  const results = Object.fromEntries(result.tests.map((test) => [test.id, test]));
  const isDone = run.isDone || result.status === "pass";
  const merged = result.status === "cancelled" ? { ...run.results, ...results } : results;
  return { ...run, phase: "finished", results: merged, status: result.status, ms: result.ms, isDone };
}

export const isBusy = ({ phase }: Run): boolean => phase === "asked" || phase === "running";

/** The first check that is not right stands open, unless the learner decided otherwise. */
export function isOpen(run: Run, check: string, first = firstFailure(run)): boolean {
  return run.folded[check] ?? first === check;
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

/** Results speak of the text they judged: stale as soon as another one stands here, fresh when it is the same again. */
export function isStale(run: Run, draft: Draft): boolean {
  if (run.id === null) return false;
  if (run.style !== draft.style) return true;
  if (run.judged !== null) return run.judged !== draft.text;
  return isUnsaved(draft) || run.version !== draft.version;
}
