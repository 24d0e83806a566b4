// Limits how long a check may take in real time. A backstop: verdicts must not depend on how busy the machine is.
import { formatDuration } from "./printable.ts";

/** A check ends after this multiple of `checkMs` even if its room keeps responding. */
const maxTimes = 3;

export interface OutOfTime {
  readonly status: "timeout" | "skipped";
  readonly message: string;
}

export interface Deadline extends Disposable {
  /** Resolves when the check has to end. */
  readonly reached: Promise<OutOfTime>;
  /** The room responded, so the check is not stuck. */
  extend(): void;
}

/** `signal` ends the check: a `TimeoutError` if the whole run is out of time, anything else if it was cancelled. */
export function startDeadline(checkMs: number, signal: AbortSignal): Deadline {
  const { promise, resolve } = Promise.withResolvers<OutOfTime>();
  const timeout = (why: string) => resolve({ status: "timeout", message: `The check was stopped: ${why}.` });
  // A late response may refresh the timer of a check that is over; it then resolves a settled promise.
  const onQuiet = () => timeout(`nothing happened for ${formatDuration(checkMs)} of real time`);
  const onTotal = () => timeout(`it took more than ${formatDuration(checkMs * maxTimes)} of real time`);
  const onAbort = () => {
    const isTimeout = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
    if (isTimeout) timeout("the run reached its time limit");
    else resolve({ status: "skipped", message: "The run ended before this check." });
  };
  const quiet = setTimeout(onQuiet, checkMs);
  const total = setTimeout(onTotal, checkMs * maxTimes);
  signal.addEventListener("abort", onAbort);
  return {
    reached: promise,
    extend: () => void quiet.refresh(),
    [Symbol.dispose]() {
      clearTimeout(quiet);
      clearTimeout(total);
      signal.removeEventListener("abort", onAbort);
    },
  };
}
