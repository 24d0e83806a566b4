// The checker as the front sees it: runs of checks in a process that a check may hang, with a warm spare.
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Pair } from "../processes/pair.ts";
import {
  type CheckerAsk,
  type FromChecker,
  fromCheckerSchema,
  type RoomOpened,
  type RunResult,
  type Settled,
  type TestResult,
  type ToChecker,
} from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";

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

/** Checks are our authors' code, but what they hear is strangers': no writing, no programs. Lessons may lie anywhere. */
export const permissions = ["--permission", "--allow-fs-read=*"];

/** Runs at one time; the others wait. Their checks wait for rooms, not for each other, most of the time. */
const atOnce = 4;
/** A process that is silent for this much longer than a check may take hangs. */
const graceMs = 500;

interface Run {
  readonly request: CheckerRun;
  readonly onTest: OnTest;
  readonly resolve: (ran: Ran) => void;
  readonly tests: TestResult[];
  begun: boolean;
  cancelled: boolean;
  watch: NodeJS.Timeout | undefined;
  /** Processes that were lost under it. */
  lost: number;
}

interface List {
  readonly message: Extract<ToChecker, { type: "list" }>;
  readonly resolve: (titles: Titles) => void;
}

class SparedChecker implements Checker {
  readonly #options: CheckerOptions;
  readonly #pair: Pair;
  readonly #runs = new Map<string, Run>();
  readonly #lists = new Map<number, List>();
  #lastId = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#pair = new Pair({
      main: fileURLToPath(new URL("./main.ts", import.meta.url)),
      execArgv: permissions,
      onMessage: (message) => this.#parse(message),
      onReady: () => this.#ready(),
      onLost: (signal) => this.#lost(signal),
      onBroken: (reason) => this.#giveUp(`The checker does not start: ${reason}`),
      log: (line) => this.#log(line),
    });
  }

  get pid(): number | undefined {
    return this.#pair.pid;
  }

  run(request: CheckerRun, onTest: OnTest = () => undefined): Promise<Ran> {
    return new Promise((resolve) => {
      const fresh = { tests: [], begun: false, cancelled: false, watch: undefined, lost: 0 };
      this.#runs.set(request.run, { request, onTest, resolve, ...fresh });
      this.#next();
    });
  }

  cancel(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    run.cancelled = true;
    if (run.begun) this.#pair.send({ type: "cancel", run: id } satisfies ToChecker);
    else this.#end(run, "cancelled", "");
  }

  async list(checksFile: string): Promise<Titles> {
    const stamp = await stampOf(checksFile);
    const id = ++this.#lastId;
    return await new Promise((resolve) => {
      const list: List = { message: { type: "list", id, checksFile, stamp }, resolve };
      this.#lists.set(id, list);
      this.#pair.send(list.message);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#giveUp("The checker was shut down.");
    await this.#pair[Symbol.asyncDispose]();
  }

  /** A fresh process is there: what the one before left unanswered is asked again. */
  #ready(): void {
    for (const { message } of this.#lists.values()) this.#pair.send(message);
    this.#next();
  }

  /** Begins what waits, as far as there is room. */
  #next(): void {
    if (this.#pair.pid === undefined) return;
    for (const run of this.#runs.values()) {
      const begun = [...this.#runs.values()].filter((one) => one.begun).length;
      if (begun >= atOnce) return;
      if (!run.begun) void this.#begin(run);
    }
  }

  async #begin(run: Run): Promise<void> {
    run.begun = true;
    run.tests.length = 0;
    const { checkMs, runMs } = this.#options.limits;
    const stamp = await stampOf(run.request.checksFile);
    if (run.cancelled) {
      this.#end(run, "cancelled", "");
      return;
    }
    this.#watch(run);
    const sent = this.#pair.send({ type: "run", ...run.request, stamp, checkMs, runMs } satisfies ToChecker);
    if (!sent) run.begun = false;
  }

  /** Something of it must be heard again within the time that one check has. */
  #watch(run: Run): void {
    clearTimeout(run.watch);
    run.watch = setTimeout(() => {
      this.#log(`run ${run.request.run} is silent; its process is replaced`);
      this.#pair.replace();
    }, this.#options.limits.checkMs + graceMs);
  }

  /** A message that is none says that the process is not to be trusted. */
  #parse(raw: unknown): void {
    const parsed = fromCheckerSchema.safeParse(raw);
    if (parsed.success) this.#heard(parsed.data);
    else this.#log(`unreadable message, its process is replaced: ${parsed.error.message}`);
    if (!parsed.success) this.#pair.replace();
  }

  #heard(message: FromChecker): void {
    switch (message.type) {
      case "ready":
        return;
      case "ask":
        return void this.#answer(message.id, message.ask);
      case "test": {
        const run = this.#runs.get(message.run);
        if (run === undefined) return;
        this.#watch(run);
        run.tests[message.index] = message.result;
        run.onTest(message.index, message.of, message.result);
        return;
      }
      case "done": {
        const run = this.#runs.get(message.run);
        if (run !== undefined) this.#end(run, message.status, message.message);
        return;
      }
      case "titles": {
        this.#lists.get(message.id)?.resolve({ checks: message.checks, problem: message.problem });
        this.#lists.delete(message.id);
        return;
      }
      default:
        message satisfies never;
    }
  }

  async #answer(id: number, ask: CheckerAsk): Promise<void> {
    const { pid } = this.#pair;
    // Another process has taken over since: it counts its own questions.
    const answer = (part: { ok: boolean; value: unknown; message?: string }) =>
      pid === this.#pair.pid && this.#pair.send({ type: "answer", id, ...part } satisfies ToChecker);
    try {
      answer({ ok: true, value: await this.#options.ask(ask) });
    } catch (error) {
      answer({ ok: false, value: null, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** One more try on the spare: a process that was killed says nothing about the code that is judged. */
  #lost(signal: NodeJS.Signals | null): void {
    const runs = [...this.#runs.values()].filter(({ begun }) => begun);
    for (const run of runs) {
      clearTimeout(run.watch);
      run.begun = false;
      run.lost++;
      if (run.lost > 1)
        this.#end(run, "timeout", `The checks were stopped: their process ended (${signal ?? "by itself"}).`);
    }
  }

  #giveUp(reason: string): void {
    for (const run of this.#runs.values()) this.#end(run, "error", reason);
    for (const { resolve } of this.#lists.values()) resolve({ checks: [], problem: reason });
    this.#lists.clear();
  }

  #end(run: Run, status: Ran["status"], message: string): void {
    clearTimeout(run.watch);
    this.#runs.delete(run.request.run);
    run.resolve({ status, tests: [...run.tests], message });
    this.#next();
  }

  #log(line: string): void {
    this.#options.log?.(`checker: ${line}`);
  }
}

/** Changes when the file does; empty when it cannot be read, which reading it will say. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? "" : `${found.mtimeMs}-${found.size}`;
}
