// Sandboxes in a moment: one booted image, a few instances kept warm with it, each used instance cleaned or dropped.
import type { SandboxPool } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type BootImage, bootImage } from "./boot-image.ts";
import { seedState } from "./context-fields.ts";
import { type EngineOwner, QuickJs } from "./engine.ts";
import { meterEngine } from "./fuel.ts";
import { GuestSandbox } from "./sandbox.ts";
import { layOverUsed, laySnapshot } from "./snapshot.ts";
import { warmUp } from "./warm-up.ts";

export interface SandboxPoolOptions {
  readonly limits: Limits;
  /** quickjs.wasm as quickjs-wasi ships it. */
  readonly wasm: Uint8Array;
  /** build/guest.js: the bridge and the guest library as one script. */
  readonly guestBundle: string;
  /** Instances kept ready. */
  readonly warm: number;
}

const pageBytes = 1 << 16;
/** An instance that grew by more than this keeps the memory for good, so it is dropped instead of cleaned. */
const mostGrownBytes = 1 << 20;

/** Throws when the engine is not the known one or the guest library does not boot. */
export async function createSandboxPool(options: SandboxPoolOptions): Promise<SandboxPool> {
  const { limits, warm } = options;
  const metered = meterEngine(options.wasm, Math.floor(limits.memoryBytes / pageBytes));
  const module = await WebAssembly.compile(metered);
  const image = bootImage(module, options.guestBundle, limits);
  const pool = new WarmPool(image, limits, warm);
  warmUp(limits, (short) => pool.sandboxWith(short));
  return pool;
}

class WarmPool implements SandboxPool {
  readonly #image: BootImage;
  readonly #limits: Limits;
  readonly #most: number;
  readonly #ready: QuickJs[] = [];
  #refill: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(image: BootImage, limits: Limits, most: number) {
    this.#image = image;
    this.#limits = limits;
    this.#most = most;
    while (this.#ready.length < most) this.#ready.push(this.#fresh());
  }

  acquire(seed: bigint): GuestSandbox {
    if (this.#closed) throw new Error("The pool of sandboxes is closed.");
    const engine = this.#ready.pop() ?? this.#fresh();
    this.#scheduleRefill();
    engine.memory.setValue(this.#image.randomState, BigInt.asIntN(64, seedState(seed)));
    return new GuestSandbox(this.#image, engine, this.#limits, (healthy) => this.#release(engine, healthy));
  }

  /** A sandbox that no room gets: its instance is used once. */
  sandboxWith(limits: Limits): GuestSandbox {
    return new GuestSandbox(this.#image, this.#fresh(), limits, () => {});
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#ready.length = 0;
    if (this.#refill !== null) clearImmediate(this.#refill);
  }

  #fresh(): QuickJs {
    const engine = new QuickJs(this.#image.module, nobody);
    laySnapshot(this.#image.snapshot, engine);
    engine.adopt(this.#image.places);
    return engine;
  }

  /** A used instance is cleaned at once, so that nothing of one learner waits for the next. */
  #release(engine: QuickJs, healthy: boolean): void {
    engine.owner = nobody;
    const grown = engine.memory.bytes.length - this.#image.snapshot.pages * pageBytes;
    if (this.#closed || !healthy || grown > mostGrownBytes || this.#ready.length >= this.#most) return;
    layOverUsed(this.#image.snapshot, engine);
    this.#ready.push(engine);
  }

  /** One a tick, after the work at hand. */
  #scheduleRefill(): void {
    if (this.#refill !== null || this.#ready.length >= this.#most) return;
    this.#refill = setImmediate(() => {
      this.#refill = null;
      if (this.#closed || this.#ready.length >= this.#most) return;
      this.#ready.push(this.#fresh());
      this.#scheduleRefill();
    });
    this.#refill.unref();
  }
}

/** The owner of an instance that nobody uses: it may not run. */
const nobody: EngineOwner = {
  interrupt: () => unowned(),
  port: () => unowned(),
  rejection: () => unowned(),
  refuseImport: () => unowned(),
  nowMs: () => unowned(),
  random: () => unowned(),
};

function unowned(): never {
  throw new Error("An engine ran while nobody owned it.");
}
