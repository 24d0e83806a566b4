// How long a check may take in real time: a backstop, since its verdict must not depend on how busy a machine is.
import { duration } from "./printable.ts";

/** A check that goes on and on ends after so many times what it may take without a word from its room. */
const mostTimes = 3;

export interface OutOfTime {
  readonly status: "timeout" | "skipped";
  readonly message: string;
}

export class Deadline implements Disposable {
  /** Resolves when the check has to end. */
  readonly over: Promise<OutOfTime>;
  readonly #checkMs: number;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  readonly #end: (why: OutOfTime) => void;
  readonly #abort = () => this.#end(whyAborted(this.#signal));
  #heardAt = this.#startedAt;
  #timer: NodeJS.Timeout;

  /** `signal` ends it at once: a `TimeoutError` when the whole run is out of time, anything else when it is cancelled. */
  constructor(checkMs: number, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<OutOfTime>();
    this.over = promise;
    this.#end = resolve;
    this.#checkMs = checkMs;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#look(), checkMs);
    signal.addEventListener("abort", this.#abort);
  }

  /** The room answered: the check is not stuck, whatever it waits for. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#abort);
  }

  #look(): void {
    const nowMs = performance.now();
    const most = this.#checkMs * mostTimes;
    const silentFor = nowMs - this.#heardAt;
    if (nowMs - this.#startedAt >= most) this.#end(late(`it took more than ${duration(most)} of real time`));
    else if (silentFor >= this.#checkMs)
      this.#end(late(`nothing happened for ${duration(this.#checkMs)} of real time`));
    else
      this.#timer = setTimeout(
        () => this.#look(),
        Math.min(this.#checkMs - silentFor, most - (nowMs - this.#startedAt)) + 1,
      );
  }
}

function late(why: string): OutOfTime {
  return { status: "timeout", message: `The check was stopped: ${why}.` };
}

function whyAborted(signal: AbortSignal): OutOfTime {
  const isLate = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  if (isLate) return late("all the time that a run may take is over");
  return { status: "skipped", message: "The run ended before this check." };
}
