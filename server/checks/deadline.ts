// Limits how long a check may take in real time. A backstop: verdicts must not depend on how busy the machine is.
import { formatDuration } from "./printable.ts";

/** A check ends after this multiple of `checkMs` even if its room keeps responding. */
const maxTimes = 3;

export interface OutOfTime {
  readonly status: "timeout" | "skipped";
  readonly message: string;
}

export class Deadline implements Disposable {
  /** Resolves when the check has to end. */
  readonly reached: Promise<OutOfTime>;
  readonly #checkMs: number;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  readonly #end: (why: OutOfTime) => void;
  readonly #abort = () => this.#end(outcomeOf(this.#signal));
  #responseAt = this.#startedAt;
  #timer: NodeJS.Timeout;

  /** `signal` ends the check: a `TimeoutError` if the whole run is out of time, anything else if it was cancelled. */
  constructor(checkMs: number, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<OutOfTime>();
    this.reached = promise;
    this.#end = resolve;
    this.#checkMs = checkMs;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#test(), checkMs);
    signal.addEventListener("abort", this.#abort);
  }

  /** The room responded, so the check is not stuck. */
  extend(): void {
    this.#responseAt = performance.now();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#abort);
  }

  #test(): void {
    const nowMs = performance.now();
    const maxMs = this.#checkMs * maxTimes;
    const totalLeftMs = maxMs - (nowMs - this.#startedAt);
    const quietLeftMs = this.#checkMs - (nowMs - this.#responseAt);
    if (totalLeftMs <= 0) this.#end(timeout(`it took more than ${formatDuration(maxMs)} of real time`));
    else if (quietLeftMs <= 0) this.#end(timeout(`nothing happened for ${formatDuration(this.#checkMs)} of real time`));
    else this.#timer = setTimeout(() => this.#test(), Math.min(quietLeftMs, totalLeftMs) + 1);
  }
}

function timeout(why: string): OutOfTime {
  return { status: "timeout", message: `The check was stopped: ${why}.` };
}

function outcomeOf(signal: AbortSignal): OutOfTime {
  const isTimeout = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  if (isTimeout) return timeout("the run reached its time limit");
  return { status: "skipped", message: "The run ended before this check." };
}
