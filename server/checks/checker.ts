// The checker as the front sees it.
import type { CheckerAsk, FromChecker, RoomOpened, RunResult, Settled, TestResult } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import { SparedChecker } from "./spared-checker.ts";

export interface Checker extends AsyncDisposable {
  /** The process at work, for those who watch it; undefined while none is ready. */
  readonly pid: number | undefined;
  /** Resolves when the run is over, whatever came of it. `onTest` may be called again for an index after a lost process. */
  run(request: CheckerRun, onTest?: OnTest): Promise<Ran>;
  cancel(run: string): void;
  /** The checks of a file, without running them; `problem` when it cannot be read. */
  list(checksFile: string): Promise<Titles>;
}

export interface CheckerRun {
  readonly run: string;
  readonly checksFile: string;
  readonly clock: ClockMode;
  readonly seed: number;
}

export type OnTest = (index: number, of: number, result: TestResult) => void;
export type Ran = Pick<RunResult, "status" | "tests"> & { readonly message: string };
export type Titles = Pick<Extract<FromChecker, { type: "titles" }>, "checks" | "problem">;

export interface CheckerOptions {
  readonly limits: Limits;
  /** Does what a check asks from outside; a rejection's message is what the check is told. */
  readonly ask: (ask: CheckerAsk) => Promise<RoomOpened | Settled | { readonly nowMs: number } | null>;
  readonly log?: (line: string) => void;
}

export function startChecker(options: CheckerOptions): Checker {
  return new SparedChecker(options);
}
