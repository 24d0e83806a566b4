// A thread that runs offloaded calls, one at a time, each in a clean sandbox.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import type { Limits } from "../../protocol/limits.ts";
import { type BootImage, engineFrom, noOwner, resetToSnapshot, seedState } from "../sandbox/boot-image.ts";
import { threadCpuMs } from "../sandbox/cpu-clock.ts";
import type { QuickJs } from "../sandbox/engine.ts";
import { type CallResult, type OffloadedCall, runCall } from "../sandbox/offloaded-call.ts";

export interface ThreadData {
  readonly image: BootImage;
  /** Its first number is the call to stop. */
  readonly cancelled: Int32Array;
}

export interface ThreadCall extends OffloadedCall {
  readonly call: number;
  /** `callLimits` of the room. */
  readonly limits: Limits;
  /** For Math.random. */
  readonly seed: bigint;
}

export interface ThreadResult extends CallResult {
  readonly call: number;
  readonly cpuMs: number;
}

/** Rooms come first: on Linux, each thread has a priority of its own. */
const nice = 10;

class CallThread {
  readonly #data: ThreadData;
  #engine: QuickJs | null = null;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  run({ call, limits, seed, ...offloaded }: ThreadCall): ThreadResult {
    const { image, cancelled } = this.#data;
    const before = threadCpuMs();
    const engine = this.#cleanEngine();
    engine.memory.setValue(image.randomState, BigInt.asIntN(64, seedState(seed)));
    const result = runCall(image, engine, limits, offloaded, () => Atomics.load(cancelled, 0) === call);
    engine.owner = noOwner;
    // After a fault, an engine is not used again.
    this.#engine = result.fault === null ? engine : null;
    return { ...result, call, cpuMs: threadCpuMs() - before };
  }

  #cleanEngine(): QuickJs {
    const { image } = this.#data;
    if (this.#engine === null) return engineFrom(image);
    resetToSnapshot(image.snapshot, this.#engine);
    return this.#engine;
  }
}

if (process.platform === "linux") setPriority(0, nice);
const thread = new CallThread(workerData);
parentPort?.on("message", (call: ThreadCall) => parentPort?.postMessage(thread.run(call)));
