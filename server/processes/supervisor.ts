// Keeps processes of one kind running: replaces each one that ends, from a warm spare if there is one.
import type { ManagedProcess, ProcessEnd } from "./managed-process.ts";

/**
 * `none`: processes start when they are first needed, without spares, and hosts do not warm up. `lazy`: a spare starts shortly
 * after the processes are ready. `eager`: spares start with the processes, and `ready` waits for them.
 */
export const sparesModes = ["none", "lazy", "eager"] as const;
export type Spares = (typeof sparesModes)[number];

type Supervised = Pick<ManagedProcess<never, object>, "pid" | "alive" | "ready" | "ended" | typeof Symbol.asyncDispose>;

export interface SupervisorOptions<Process> {
  /** What errors call these processes, such as `The compiler`. */
  readonly name: string;
  /** Processes that work at the same time, without the spare. */
  readonly count: number;
  readonly spares: Spares;
  create(): Process;
  /** Called after the process was replaced. A spare may be lost too. */
  onLost?(process: Process, end: ProcessEnd, wasActive: boolean): void;
}

/** The first spare does not compete with the processes for the CPU while they start. */
const spareDelayMs = 250;
/** Processes in a row that end before they are ready. */
const brokenAfter = 3;
const longestPauseMs = 5_000;

export class Supervisor<Process extends Supervised> implements AsyncDisposable {
  readonly #options: SupervisorOptions<Process>;
  readonly #active = new Set<Process>();
  #spare: Process | null = null;
  #spareTimer: NodeJS.Timeout | undefined;
  #refillTimer: NodeJS.Timeout | undefined;
  /** Resolves when a process takes the place of one that is lost. */
  #replaced = Promise.withResolvers<void>();
  #firstReady: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #lastFailure = "";
  #started = false;
  #disposed = false;

  constructor(options: SupervisorOptions<Process>) {
    this.#options = options;
  }

  /** Includes processes that are still starting. */
  get active(): readonly Process[] {
    return [...this.#active].filter(({ alive }) => alive);
  }

  /** Replaces the next process that ends; null while there is none. */
  get spare(): Process | null {
    return this.#spare?.alive ? this.#spare : null;
  }

  /** The id of the first process; undefined while there is none. */
  get pid(): number | undefined {
    return this.active[0]?.pid;
  }

  /** Starts the processes if they have not been started. */
  start(): void {
    if (this.#started || this.#disposed) return;
    this.#started = true;
    this.#refill();
    if (this.#options.spares === "eager") this.#startSpare();
    this.#firstReady = Promise.all(this.#all().map(({ ready }) => ready));
    this.#firstReady.catch(() => undefined);
  }

  /** Rejects with the first `ProcessLost` if one of the first processes ended before it was ready. */
  async ready(): Promise<void> {
    this.start();
    await this.#firstReady;
  }

  /** A process that is ready. Rejects after several in a row ended before they were ready, and after disposal. */
  async acquire(): Promise<Process> {
    for (;;) {
      if (this.#disposed) throw new Error(`${this.#options.name} was shut down.`);
      this.start();
      const [process] = this.active;
      if (process === undefined) await this.#replaced.promise;
      else if (await becomesReady(process)) return process;
      if (this.#failures >= brokenAfter) throw new Error(`${this.#options.name} does not start: ${this.#lastFailure}.`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#spareTimer);
    clearTimeout(this.#refillTimer);
    this.#replaced.resolve();
    await Promise.all(this.#all().map((process) => process[Symbol.asyncDispose]()));
  }

  #all(): Process[] {
    return [...this.#active, ...(this.#spare === null ? [] : [this.#spare])];
  }

  #create(): Process {
    const process = this.#options.create();
    const onReady = () => {
      this.#failures = 0;
      this.#scheduleSpare(spareDelayMs);
    };
    process.ready.then(onReady, () => undefined);
    process.ended.then((end) => this.#replace(process, end));
    return process;
  }

  #replace(process: Process, end: ProcessEnd): void {
    if (this.#disposed) return;
    if (!end.wasReady) {
      this.#failures++;
      this.#lastFailure = end.reason;
    }
    if (process === this.#spare) this.#spare = null;
    const wasActive = this.#active.delete(process);
    if (wasActive && this.#spare !== null) {
      this.#active.add(this.#spare);
      this.#spare = null;
      this.#announce();
    }
    if (this.#active.size === this.#options.count) this.#scheduleSpare(this.#pauseMs);
    else if (this.#failures === 0) this.#refill();
    else this.#refillTimer ??= setTimeout(() => this.#refill(), this.#pauseMs);
    this.#options.onLost?.(process, end, wasActive);
  }

  #refill(): void {
    this.#refillTimer = undefined;
    while (this.#active.size < this.#options.count) this.#active.add(this.#create());
    this.#announce();
  }

  #announce(): void {
    this.#replaced.resolve();
    this.#replaced = Promise.withResolvers();
  }

  #scheduleSpare(delayMs: number): void {
    if (this.#options.spares === "none" || this.#spare !== null || this.#disposed) return;
    clearTimeout(this.#spareTimer);
    this.#spareTimer = setTimeout(() => this.#startSpare(), delayMs);
  }

  #startSpare(): void {
    this.#spare ??= this.#create();
  }

  /** Grows while processes keep ending before they are ready. */
  get #pauseMs(): number {
    return this.#failures === 0 ? 0 : Math.min(longestPauseMs, 50 * 2 ** this.#failures);
  }
}

async function becomesReady(process: Supervised): Promise<boolean> {
  try {
    await process.ready;
    return process.alive;
  } catch {
    return false;
  }
}
