// One call of an offloaded function, in an engine instance of its own: evaluates the function, calls it once, and runs what
// follows.
import type { Effect, Fault, OffloadStatus, Program } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { BootImage } from "./boot-image.ts";
import { nothingThrown } from "./effects.ts";
import type { QuickJs } from "./engine.ts";
import { exceptionValue, type Value } from "./engine-memory.ts";
import { StopSignal } from "./fault.ts";
import { GuestRun } from "./run.ts";

export interface OffloadedCall {
  /** A module whose default export is the function. */
  readonly program: Program;
  readonly value: Uint8Array;
  /** The room's time when the call was made: it does not advance during the call. */
  readonly nowMs: number;
}

export interface CallResult {
  readonly status: OffloadStatus;
  readonly value: Uint8Array;
  readonly fault: Fault | null;
  /** Console output and faults. */
  readonly reports: readonly Effect[];
  readonly fuel: number;
}

/** The limits of a sandbox, for one offloaded call: one turn with more CPU. */
export function callLimits(limits: Limits): Limits {
  const { offloadFuel, turnFuel, turnWallMs } = limits;
  const wallMs = Math.ceil(turnWallMs * Math.max(1, offloadFuel / turnFuel));
  return { ...limits, turnFuel: offloadFuel, loadFuel: offloadFuel, turnWallMs: wallMs, jobsPerTurn: offloadFuel };
}

/** Never throws for what a learner's function does. `isCancelled` is polled while it runs. */
export function runCall(
  image: BootImage,
  engine: QuickJs,
  limits: Limits,
  call: OffloadedCall,
  isCancelled: () => boolean,
): CallResult {
  const run = new CancellableRun(image, engine, limits, call.program, isCancelled);
  run.begin(call.nowMs);
  run.fuelMeter.grant(limits.turnFuel);
  try {
    callFunction(run, image, call);
  } catch (error) {
    run.end(error, "turnFuel");
  }
  run.close();
  const { result } = run.effects;
  return {
    status: statusOf(run, limits),
    value: run.fault === null && result !== null ? result.value : new Uint8Array(0),
    fault: run.fault,
    reports: run.effects.take().filter(({ type }) => type === "log" || type === "dropped" || type === "fault"),
    fuel: run.fuelMeter.used,
  };
}

class CancellableRun extends GuestRun {
  readonly #isCancelled: () => boolean;

  constructor(image: BootImage, engine: QuickJs, limits: Limits, program: Program, isCancelled: () => boolean) {
    super(image, engine, limits, program);
    this.#isCancelled = isCancelled;
  }

  override interrupt(): boolean {
    if (this.#isCancelled()) throw new StopSignal();
    return super.interrupt();
  }
}

function callFunction(run: GuestRun, image: BootImage, { program, value }: OffloadedCall) {
  const { engine } = run;
  const promise = engine.evaluate(program.js, program.file, "module");
  run.linked();
  if (promise === exceptionValue) return reject(run, engine.exception());
  while (run.runJob(null));
  const input = engine.values.newBytes(value);
  if (input === exceptionValue) return reject(run, engine.exception());
  engine.argumentValue(0, engine.promiseResult(promise));
  engine.argumentValue(1, input);
  const answer = engine.call(image.entries.offloaded, image.listener, 2);
  if (answer === exceptionValue) return reject(run, engine.exception());
  run.endIfInterrupted(nothingThrown);
  while (run.runJob(null));
  // Reports the rejections that nothing handles.
  run.settle(null);
}

/** The function's own errors are results; this is for those that come before it, such as a full memory. */
function reject(run: GuestRun, error: Value): void {
  const thrown = run.diagnostics.describe(error);
  run.endIfInterrupted(thrown);
  run.reportThrown("error", thrown, null);
}

function statusOf(run: GuestRun, limits: Limits): OffloadStatus {
  const { fault, effects } = run;
  if (fault !== null) return fault.kind === "memory" ? "memory" : "cpu";
  if (effects.result === null) return "stuck";
  if (effects.result.value.length > limits.offloadBytes) return "memory";
  return effects.result.ok ? "returned" : "threw";
}
