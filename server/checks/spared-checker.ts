// Runs of checks in a process that a check may hang: begun a few at a time, watched, and begun anew on the spare.
import { fileURLToPath } from "node:url";
import { Pair } from "../processes/pair.ts";
import {
  type CheckerAsk,
  type FromChecker,
  fromCheckerSchema,
  type TestResult,
  type ToChecker,
} from "../protocol/checks.ts";
import type { Checker, CheckerOptions, CheckerRun, OnTest, Ran, Titles } from "./checker.ts";
import { stampOf } from "./stamp.ts";

/** Checks are our authors' code, but what they hear is strangers': no writing, no programs. Lessons may lie anywhere. */
export const permissions = ["--permission", "--allow-fs-read=*"];

/** Runs at one time; the others wait. Their checks wait for rooms, not for each other, most of the time. */
const atOnce = 4;
/** A process that is silent for this much longer than a check may take hangs. */
const graceMs = 2_000;

interface Run {
  /** Processes that were lost under it. */
  lost: number;
  readonly request: CheckerRun;
  readonly onTest: OnTest;
  readonly resolve: (ran: Ran) => void;
  readonly tests: TestResult[];
  begun: boolean;
  cancelled: boolean;
}

interface List {
  lost: number;
  readonly message: Extract<ToChecker, { type: "list" }>;
  readonly resolve: (titles: Titles) => void;
}

export class SparedChecker implements Checker {
  readonly #options: CheckerOptions;
  readonly #pair: Pair;
  readonly #runs = new Map<string, Run>();
  readonly #lists = new Map<number, List>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;

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
      const fresh = { tests: [], begun: false, cancelled: false, lost: 0 };
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
      const list: List = { message: { type: "list", id, checksFile, stamp }, resolve, lost: 0 };
      this.#lists.set(id, list);
      this.#ask(list);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#giveUp("The checker was shut down.");
    clearTimeout(this.#timer);
    await this.#pair[Symbol.asyncDispose]();
  }

  /** A fresh process is there: what the one before left unanswered is asked again. */
  #ready(): void {
    for (const list of this.#lists.values()) this.#ask(list);
    this.#next();
  }

  #ask(list: List): void {
    if (this.#pair.send(list.message)) this.#watch();
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
    // Meanwhile it may have been cancelled, or its process lost; then it begins anew.
    if (run.cancelled) this.#end(run, "cancelled", "");
    if (run.cancelled || !run.begun) return;
    this.#watch();
    const sent = this.#pair.send({ type: "run", ...run.request, stamp, checkMs, runMs } satisfies ToChecker);
    if (!sent) run.begun = false;
  }

  /** As long as there is work, something must be heard within the time that a check may be silent. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#lists.size === 0 && this.#runs.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#log("no word for longer than a check may be silent: the process is replaced");
      this.#pair.replace();
    }, this.#options.limits.checkMs + graceMs);
  }

  /** A message that is none says that the process is not to be trusted. */
  #parse(raw: unknown): void {
    const parsed = fromCheckerSchema.safeParse(raw);
    this.#watch();
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
        const list = this.#lists.get(message.id);
        if (list !== undefined) this.#tell(list, { checks: message.checks, problem: message.problem });
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
    clearTimeout(this.#timer);
    const how = `their process ended (${signal ?? "by itself"}).`;
    for (const run of [...this.#runs.values()].filter(({ begun }) => begun)) {
      run.begun = false;
      if (++run.lost > 1) this.#end(run, "timeout", `The checks were stopped: ${how}`);
    }
    for (const list of this.#lists.values()) {
      if (++list.lost > 1) this.#tell(list, { checks: [], problem: `The checks cannot be read: ${how}` });
    }
  }

  #giveUp(reason: string): void {
    for (const run of this.#runs.values()) this.#end(run, "error", reason);
    for (const list of this.#lists.values()) this.#tell(list, { checks: [], problem: reason });
  }

  #tell(list: List, titles: Titles): void {
    this.#lists.delete(list.message.id);
    this.#watch();
    list.resolve(titles);
  }

  #end(run: Run, status: Ran["status"], message: string): void {
    this.#runs.delete(run.request.run);
    this.#watch();
    run.resolve({ status, tests: [...run.tests], message });
    this.#next();
  }

  #log(line: string): void {
    this.#options.log?.(`checker: ${line}`);
  }
}
