// The checker as the front uses it: runs checks in a process that a check may hang, some runs at a time. Networks take
// turns, then learners; newcomers have their own slots.
import { stat } from "node:fs/promises";
import { programOf } from "../processes/built-program.ts";
import { FairSlots, type Requester } from "../processes/fair-queue.ts";
import { ManagedProcess, type ProcessLog, ProcessLost } from "../processes/managed-process.ts";
import { type Spares, Supervisor } from "../processes/supervisor.ts";
import {
  type CheckerAnswer,
  type CheckerRequest,
  type FromChecker,
  fromCheckerSchema,
  type RunResult,
  type TestResult,
  type ToChecker,
} from "../protocol/checks.ts";
import type { Limits } from "../protocol/limits.ts";

type RunMessage = Extract<ToChecker, { type: "run" }>;
export type CheckerRun = Pick<RunMessage, "run" | "checksFile" | "clock" | "seed"> &
  Partial<Pick<RunMessage, "bail" | "order">> & {
    /** Without it, a run waits for its slot for as long as it takes. */
    readonly within?: RunTimes;
  };

/** As `performance.now()` counts. */
export interface RunTimes {
  /** A run that has no slot by then is `crowded`. */
  readonly startByMs: number;
  readonly endByMs: number;
}

/** For whom checks are run. A newcomer costs an attacker nothing, so newcomers do not hold up learners who are known. */
export interface RunRequester extends Requester {
  readonly isKnown: boolean;
}

export type OnTest = (index: number, of: number, result: TestResult) => void;
/** `crowded`: nothing was run, because too many others were. */
export interface Ran extends Pick<RunResult, "tests"> {
  readonly status: RunResult["status"] | "crowded";
  readonly message: string;
}

export interface CheckerOptions {
  readonly limits: Limits;
  readonly spares?: Spares;
  readonly log?: ProcessLog;
  /** A process that is silent for this much longer than one check may take is hanging. */
  readonly graceMs?: number;
  /** Does what a check needs from the front. If it rejects, the check receives the error's message. */
  readonly onRequest: (request: CheckerRequest) => Promise<CheckerAnswer>;
}

/** Checks are written by authors but receive strangers' data: no writing, no child processes. Lessons may be anywhere. */
export const checkerFlags = ["--permission", "--allow-fs-read=*"];

/**
 * Checks wait for rooms most of the time: on a busy server, more runs side by side are more runs a second. With all of them
 * at work, each still has to be done within `runMs`, also in the host where newcomers and attackers are.
 */
const slotsOf = {
  known: { count: 12, perNetwork: 9, perLearner: 2 },
  newcomers: { count: 6, perNetwork: 5, perLearner: 2 },
};
/** Messages between learners and their rooms come before runs of the checks. */
const nice = 5;
const defaultGraceMs = 2_000;
const name = "The checker";

interface Run {
  readonly request: CheckerRun;
  readonly onTest: OnTest;
  tests: TestResult[];
  process: CheckerProcess | null;
  readonly cancelled: AbortController;
  /** When its results have to be there; null until it has a process. */
  endByMs: number | null;
}

type Test = Extract<FromChecker, { type: "test" }>;

class CheckerProcess extends ManagedProcess<FromChecker, ToChecker> {
  readonly #options: CheckerOptions;
  readonly #graceMs: number;
  readonly #onTest: (test: Test) => void;

  constructor(options: CheckerOptions, program: string, onTest: (test: Test) => void) {
    super({ name, program, flags: checkerFlags, nice, schema: fromCheckerSchema, log: options.log });
    this.#options = options;
    this.#graceMs = options.graceMs ?? defaultGraceMs;
    this.#onTest = onTest;
    this.watch({ silentMs: options.limits.checkMs + this.#graceMs });
  }

  run({ within: _, ...request }: CheckerRun, stamp: string, runMs: number) {
    const { checkMs } = this.#options.limits;
    const deadline = { ms: runMs + checkMs + this.#graceMs, kill: true };
    return this.call("done", (id) => ({ type: "run", id, bail: false, ...request, stamp, checkMs, runMs }), deadline);
  }

  protected override receive(message: FromChecker): void {
    if (message.type === "test") this.#onTest(message);
    else if (message.type === "request") void this.#respond(message.id, message.request);
    else if (message.type !== "ready") this.resolveCall(message.id, message);
  }

  async #respond(id: number, request: CheckerRequest): Promise<void> {
    try {
      const value = await this.#options.onRequest(request);
      this.send({ type: "response", id, ok: true, value, message: "" });
    } catch (error) {
      this.send({ type: "response", id, ok: false, value: null, message: messageOf(error) });
    }
  }
}

export class Checker extends Supervisor<CheckerProcess> {
  readonly #runs = new Map<string, Run>();
  readonly #runMs: number;
  readonly #slots = { known: new FairSlots(slotsOf.known), newcomers: new FairSlots(slotsOf.newcomers) };

  constructor(options: CheckerOptions) {
    const program = programOf("checks");
    const create = () => new CheckerProcess(options, program, (test) => this.#onTest(test));
    super({ name, count: 1, spares: options.spares ?? "none", create });
    this.#runMs = options.limits.runMs;
  }

  /** Never rejects. `onTest` may be called again for an index if the process was lost. */
  async run(from: RunRequester, request: CheckerRun, onTest: OnTest = () => undefined): Promise<Ran> {
    const run: Run = { request, onTest, tests: [], process: null, cancelled: new AbortController(), endByMs: null };
    const slots = from.isKnown ? this.#slots.known : this.#slots.newcomers;
    this.#runs.set(request.run, run);
    const hasSlot = await takeSlot(slots, from, run);
    const ran = hasSlot ? await this.#run(run).finally(() => slots.release(from)) : notStarted(run);
    this.#runs.delete(request.run);
    return ran;
  }

  cancel(id: string): void {
    const run = this.#runs.get(id);
    run?.cancelled.abort();
    run?.process?.send({ type: "cancel", run: id });
  }

  #onTest({ run: id, index, of, result }: Test): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    run.tests[index] = result;
    run.onTest(index, of, result);
  }

  async #run(run: Run): Promise<Ran> {
    const attempt = async () => this.#runOn(await this.acquire(), run);
    try {
      // A process that was killed says nothing about the code under test: a second one tries.
      return await attempt().catch((error: unknown) => {
        if (isLost(error)) return attempt();
        throw error;
      });
    } catch (error) {
      if (run.cancelled.signal.aborted) return notStarted(run);
      if (!isLost(error)) return { status: "error", tests: run.tests, message: messageOf(error) };
      return { status: "timeout", tests: run.tests, message: `The checks were stopped. ${error.message}` };
    }
  }

  async #runOn(process: CheckerProcess, run: Run): Promise<Ran> {
    const stamp = await stampOf(run.request.checksFile);
    run.cancelled.signal.throwIfAborted();
    run.process = process;
    run.tests = [];
    const nowMs = performance.now();
    run.endByMs ??= Math.min(nowMs + this.#runMs, run.request.within?.endByMs ?? Number.POSITIVE_INFINITY);
    const runMs = Math.max(1, Math.ceil(run.endByMs - nowMs));
    const { status, message } = await process.run(run.request, stamp, runMs).finally(() => {
      run.process = null;
    });
    return { status, tests: run.tests, message };
  }
}

/** False if the run was cancelled, or has to have started by now. */
async function takeSlot(slots: FairSlots, from: Requester, { cancelled, request: { within } }: Run): Promise<boolean> {
  if (within === undefined) return await slots.take(from, cancelled.signal);
  const leftMs = Math.max(0, Math.ceil(within.startByMs - performance.now()));
  return await slots.take(from, AbortSignal.any([cancelled.signal, AbortSignal.timeout(leftMs)]));
}

function notStarted({ tests, cancelled }: Run): Ran {
  return { status: cancelled.signal.aborted ? "cancelled" : "crowded", tests, message: "" };
}

function isLost(error: unknown): error is ProcessLost {
  return error instanceof ProcessLost && error.end.how !== "disposed";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Changes when the file does. Empty for a file that cannot be read: reading it reports why. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? "" : `${found.mtimeMs}-${found.size}`;
}
