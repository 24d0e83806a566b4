// A trial's server, honest learners and attackers: whatever it started is ended with it.
import { setTimeout } from "node:timers/promises";
import type { Row } from "../figures.ts";
import { Front, type FrontOptions } from "./front.ts";
import {
  type AttackInput,
  type AttackReport,
  attackReportSchema,
  type CrowdInput,
  type CrowdReport,
  crowdReportSchema,
  type Returned,
  returnedSchema,
} from "./reports.ts";
import { Task } from "./task.ts";

export class Stage implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();

  async front(options: FrontOptions = {}): Promise<Front> {
    return this.#stack.use(await Front.start(options));
  }

  /** Resolves when everyone has joined or was refused. */
  async crowd(input: Pick<CrowdInput, "url" | "learners" | "echoEveryMs"> & Partial<CrowdInput>): Promise<Crowd> {
    const crowd = new Crowd(this.#stack.use(new Task("honest-child.ts", input)));
    await crowd.join();
    return crowd;
  }

  /** Runs attacks in a process of their own until they end. */
  async attack(input: AttackInput): Promise<AttackReport> {
    await using task = new Task("attacker-child.ts", input);
    return await task.ask("run", attackReportSchema);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

export class Crowd {
  readonly #task: Task;

  constructor(task: Task) {
    this.#task = task;
  }

  join(): Promise<void> {
    return this.#task.tell("join");
  }

  /** Begins the measurement: forgets what was recorded so far. */
  reset(): Promise<void> {
    return this.#task.tell("reset");
  }

  report(): Promise<CrowdReport> {
    return this.#task.ask("report", crowdReportSchema);
  }

  /** Also ends the learners' work and looks for lost saves. */
  finalReport(): Promise<CrowdReport> {
    return this.#task.ask("finalReport", crowdReportSchema);
  }

  returned(since: {
    readonly sinceMs: number;
    readonly withinMs: number;
    readonly withPages: boolean;
  }): Promise<Returned> {
    return this.#task.ask("returned", returnedSchema, since);
  }
}

export interface Trial {
  readonly name: string;
  run(stage: Stage): AsyncGenerator<Row>;
}

/** The largest value of a figure, sampled every second until disposed. */
export class Peak implements Disposable {
  #timer: NodeJS.Timeout;
  value = 0;

  constructor(read: () => number) {
    const sample = () => {
      this.value = Math.max(this.value, read());
    };
    this.#timer = setInterval(sample, 1_000);
    sample();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Rejects after `ms`; the work goes on until its stage is disposed. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = setTimeout(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not done within ${ms / 1_000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    work.catch(() => undefined);
    over.abort();
  }
}
