// A run of the checks: results as they arrive, which of them are expanded, and the run in words.
import type { RunResult, TestResult } from "../../server/protocol/checks.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { CodeSession } from "../code/code-session.ts";
import { type Draft, type DraftAction, isUnsaved } from "../code/draft.ts";
import { milliseconds } from "../code/draft-text.ts";
import { whyNot } from "../net/api.ts";
import { type LessonCalls, runChecks } from "../net/calls.ts";
import type { LiveChannel } from "../net/channel.ts";
import { versionName } from "../ui/format.ts";
import type { Store } from "../ui/store.ts";

export interface Run {
  /** Null until the server has assigned an id. */
  readonly id: string | null;
  readonly phase: "idle" | "requested" | "running" | "finished";
  readonly style: Style | null;
  readonly version: number;
  /** The code that this run judges; null while unknown. */
  readonly judged: string | null;
  readonly checks: readonly { readonly id: string; readonly title: string }[];
  readonly results: Readonly<Record<string, TestResult>>;
  readonly status: RunResult["status"] | null;
  readonly ms: number;
  /** Checks that the learner collapsed or expanded; the others follow the results. */
  readonly expanded: Readonly<Record<string, boolean>>;
  /** The learner stopped this run. */
  readonly isCancelled: boolean;
  /** It finished before this page was opened. */
  readonly isRecalled: boolean;
  /** This lesson was passed, by this run or an earlier one. */
  readonly isDone: boolean;
  /** Why no run was started. */
  readonly error: string | null;
}

export type RunAction =
  | { readonly type: "requested" }
  | { readonly type: "live"; readonly message: ToPage; readonly judged?: string | null }
  | { readonly type: "answered"; readonly result: RunResult; readonly judged?: string | null }
  | {
      readonly type: "recalled";
      readonly result: RunResult | null;
      readonly judged: string | null;
      readonly done: boolean;
    }
  /** The code that a run judges, fetched later. */
  | { readonly type: "judged-text"; readonly run: string; readonly text: string }
  | { readonly type: "cancelling" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "expand"; readonly check: string; readonly open: boolean };

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
  expanded: {},
  isCancelled: false,
  isRecalled: false,
  isDone: false,
  error: null,
};

export function reduceRun(run: Run, action: RunAction): Run {
  switch (action.type) {
    case "requested":
      return { ...run, phase: "requested", error: null };
    case "live":
      return received(run, action.message, action.judged ?? null);
    case "answered":
      return answered(run, action.result, action.judged ?? null);
    case "recalled":
      return recalled(run, action);
    case "judged-text":
      return run.id === action.run ? { ...run, judged: action.text } : run;
    case "cancelling":
      return { ...run, isCancelled: true };
    case "refused":
      return { ...run, phase: run.id === null ? "idle" : "finished", error: action.message };
    case "expand":
      return { ...run, expanded: { ...run.expanded, [action.check]: action.open } };
    default:
      return action satisfies never;
  }
}

/** A newer run replaces an older one, whose late results are dropped. */
function received(run: Run, message: ToPage, judged: string | null): Run {
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

/** The HTTP response contains the whole run, for when the live channel was closed. */
function answered(run: Run, result: RunResult, judged: string | null): Run {
  if (result.run === run.id) return finished(run, result);
  if (result.status === "cancelled" || run.phase === "running") return run;
  return finished(started(run, result, judged), result);
}

function recalled(run: Run, { result, judged, done }: Extract<RunAction, { type: "recalled" }>): Run {
  const isDone = run.isDone || done;
  if (result === null || run.phase !== "idle") return { ...run, isDone };
  return { ...finished(started(run, result, judged), result), isDone, isRecalled: true };
}

function started(run: Run, result: RunResult, judged: string | null): Run {
  const { run: id, style, version } = result;
  const checks = result.tests.map((test) => ({ id: test.id, title: test.title }));
  return { ...emptyRun, isDone: run.isDone, id, style, version, judged, checks };
}

/** A stopped run keeps its results. */
function finished(run: Run, result: RunResult): Run {
  const results = Object.fromEntries(result.tests.map((test) => [test.id, test]));
  const isDone = run.isDone || result.status === "pass";
  const merged = result.status === "cancelled" ? { ...run.results, ...results } : results;
  return { ...run, phase: "finished", results: merged, status: result.status, ms: result.ms, isDone };
}

export const isBusy = ({ phase }: Run): boolean => phase === "requested" || phase === "running";

/** The first failed check is expanded unless the learner collapsed it. */
export function isOpen(run: Run, check: string, first = firstFailure(run)): boolean {
  return run.expanded[check] ?? first === check;
}

export function firstFailure(run: Run): string | null {
  const failed = run.checks.find(({ id }) => {
    const status = run.results[id]?.status;
    return status !== undefined && status !== "pass" && status !== "skipped";
  });
  return failed?.id ?? null;
}

export const passedIn = (run: Run, check: string): boolean => run.results[check]?.status === "pass";

export function passedCount(run: Run): number {
  return Object.values(run.results).filter((result) => result.status === "pass").length;
}

/** Whether all checks that the run has pass: those of a part of the lesson can, while the lesson's do not. */
export const hasPassedAll = (run: Run): boolean => run.checks.length > 0 && passedCount(run) === run.checks.length;

/** Nothing failed, but not everything has run: those of steps that were not open had not. */
export const hasPassedPart = (run: Run): boolean => run.status === "fail" && firstFailure(run) === null;

/** Results are stale while the text differs from the one they judged. */
export function isStale(run: Run, draft: Draft): boolean {
  if (run.id === null) return false;
  if (run.style !== draft.style) return true;
  if (run.judged !== null) return run.judged !== draft.text;
  return isUnsaved(draft) || run.version !== draft.version;
}

/** For the tab of the checks. */
export function checksBadge(run: Run): { readonly badge?: string } {
  return run.checks.length === 0 ? {} : { badge: countOf(run, "/") };
}

const countOf = (run: Run, separator: string): string => `${passedCount(run)}${separator}${run.checks.length}`;

/** The line above the list. */
export function runLine(run: Run, draft: Draft): string {
  if (run.error) return run.error;
  if (run.phase === "requested") return "Saving your code and starting a run…";
  const count = countOf(run, " of ");
  if (run.phase === "running") return run.isCancelled ? "Stopping…" : `${count} passed so far`;
  if (run.status === null) return "Not run yet";
  if (run.status === "cancelled")
    return run.isCancelled ? `Stopped by you: ${count} passed until then` : "Replaced by a newer run";
  const judged = `${count} passed · ${versionName(run.version)} · ${milliseconds(run.ms)}`;
  const recalled = run.isRecalled ? " · from your last visit" : "";
  return isStale(run, draft) ? `${count} passed · ${staleText(run, draft)}` : `${judged}${recalled}`;
}

/** The line above the list, for an instructor who looks at a member's run. */
export function lookLine(run: Run, draft: Draft): string {
  return runLine({ ...run, isRecalled: false }, draft).replace("your code is", "the code is");
}

/** Which code the results are for, and how it differs from the editor's. */
function staleText(run: Run, draft: Draft): string {
  if (run.style !== draft.style) return `results are for ${versionName(run.version)} (${run.style})`;
  if (isUnsaved(draft)) return `results are for ${versionName(run.version)}; the code has changed since`;
  return `results are for ${versionName(run.version)}; your code is v${draft.version}`;
}

/** Announced to screen readers once a run is over. */
export function announcement(run: Run): string {
  if (run.error) return run.error;
  if (run.phase !== "finished" || run.status === null || run.isRecalled) return "";
  if (run.status === "cancelled") return run.isCancelled ? "The run was stopped." : "";
  const count = `${countOf(run, " of ")} passed`;
  const failure = run.checks.find(({ id }) => id === firstFailure(run));
  return failure ? `${count}; first failure: ${failure.title}` : `${count}.`;
}

export interface Verdict {
  readonly kind: "none" | "running" | "pass" | "fail" | "stale";
  /** Short, for the page's header; empty before the first run. */
  readonly text: string;
}

export function verdictOf(run: Run, draft: Draft): Verdict {
  if (isBusy(run)) return { kind: "running", text: "Checking…" };
  if (run.status === null || run.status === "cancelled")
    return { kind: "none", text: run.isDone ? "Passed before" : "" };
  const count = countOf(run, " of ");
  if (isStale(run, draft)) return { kind: "stale", text: `${versionName(run.version)}: ${count} passed` };
  if (run.status === "pass") return { kind: "pass", text: "All checks pass" };
  const kind = hasPassedAll(run) ? "pass" : hasPassedPart(run) ? "none" : "fail";
  return { kind, text: `${count} checks pass` };
}

export interface RunSessionOptions {
  readonly lesson: string;
  readonly calls: Pick<LessonCalls, "lastRun">;
  readonly run: Store<Run, RunAction>;
  readonly draft: Store<Draft, DraftAction>;
  readonly code: CodeSession;
  readonly channel: LiveChannel;
  /** The starter code, which is version 0. */
  readonly start: (style: Style) => string;
}

export class RunSession {
  readonly #options: RunSessionOptions;
  #requests = 0;

  constructor(options: RunSessionOptions) {
    this.#options = options;
  }

  /** Judges the present code. A run that is still in progress is replaced. */
  async start(): Promise<void> {
    const { run, draft, code, lesson } = this.#options;
    if (run.get().phase === "requested") return;
    const request = ++this.#requests;
    run.dispatch({ type: "requested" });
    await code.autosave.flush();
    const { style, saveError } = draft.get();
    if (saveError)
      return run.dispatch({
        type: "refused",
        message: `Only saved code can be checked. Not saved: ${saveError.message}`,
      });
    const answer = await runChecks(lesson, style);
    if (request !== this.#requests) return;
    if (!answer.ok) return run.dispatch({ type: "refused", message: whyNot(answer) });
    run.dispatch({ type: "answered", result: answer.value, judged: code.knownText(answer.value.version) });
    this.#onJudging();
  }

  /** False when the server cannot be reached; the run then ends at its time limit. */
  cancel(): boolean {
    const { run, channel } = this.#options;
    const { id, phase } = run.get();
    if (id === null || phase !== "running" || !channel.send({ type: "cancel", run: id })) return false;
    run.dispatch({ type: "cancelling" });
    return true;
  }

  receive(message: ToPage): void {
    const judged = message.type === "run" ? this.#options.code.knownText(message.version) : null;
    this.#options.run.dispatch({ type: "live", message, judged });
    if (message.type === "run") this.#onJudging();
  }

  /** Shows the last result from before this page was opened. */
  async recall(): Promise<void> {
    const { run, calls, start } = this.#options;
    const answer = await calls.lastRun();
    if (!answer.ok) return;
    const { result, done } = answer.value;
    const judged = result?.version === 0 ? start(result.style) : answer.value.judged;
    run.dispatch({ type: "recalled", result, judged, done });
    if (result) this.#options.code.addMilestone(result.style, result.version);
  }

  /** The code may have been edited or saved elsewhere in the meantime; then the judged text is fetched. */
  #onJudging(): void {
    const { run, draft, code } = this.#options;
    const { id, judged, version, style } = run.get();
    if (style) code.addMilestone(style, version);
    if (id === null || judged !== null || style !== draft.get().style) return;
    void code.textOf(version).then((text) => text !== null && run.dispatch({ type: "judged-text", run: id, text }));
  }
}
