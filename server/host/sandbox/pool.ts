// Sandbox pool: keeps a few booted instances warm, and cleans or drops each instance after use. Also what set-up prepares for it.
import { deserialize, serialize } from "node:v8";
import type { Sandbox, SandboxPool, Storage } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import {
  type BootImage,
  bootImage,
  bootLimits,
  engineFrom,
  type GuestCode,
  noOwner,
  resetToSnapshot,
  seedState,
} from "./boot-image.ts";
import type { QuickJs } from "./engine.ts";
import { meterEngine } from "./fuel.ts";
import { GuestSandbox } from "./sandbox.ts";

interface PoolOptions {
  readonly limits: Limits;
  /** The number of instances that are ready at the start. New ones are created when fewer than half of them are left. */
  readonly warm: number;
  /** Whether to run typical code first, so that V8 has optimized the engine before the first handler. Default: true. */
  readonly warmUp?: boolean;
}

interface SandboxPoolOptions extends PoolOptions {
  /** quickjs.wasm as quickjs-wasi ships it. */
  readonly wasm: Uint8Array;
  readonly guest: GuestCode;
}

const pageBytes = 1 << 16;
/** An instance that has grown by more than this is dropped instead of cleaned, because its memory cannot shrink. */
const maxGrownBytes = 1 << 20;

/** Throws if the engine is not the known build or the guest library does not boot. */
export async function createSandboxPool(options: SandboxPoolOptions): Promise<WarmPool> {
  const module = await WebAssembly.compile(meterFor(options.wasm, options.limits));
  return poolOf(bootImage(module, options.guest, options.limits), options);
}

export function meterFor(wasm: Uint8Array, limits: Limits): Uint8Array<ArrayBuffer> {
  return meterEngine(wasm, Math.floor(limits.memoryBytes / pageBytes));
}

/** What a host would compute at every start, computed once at set-up: the metered engine and its memory after booting. */
interface PreparedImage {
  readonly limits: string;
  readonly engine: Uint8Array<ArrayBuffer>;
  readonly image: Omit<BootImage, "module">;
}

const keyOf = (limits: Limits): string => JSON.stringify(bootLimits(limits));

export function prepareImage(wasm: Uint8Array, guest: GuestCode, limits: Limits): Buffer {
  const engine = meterFor(wasm, limits);
  const { module: _, ...image } = bootImage(new WebAssembly.Module(engine), guest, limits);
  return serialize({ limits: keyOf(limits), engine, image } satisfies PreparedImage);
}

/** `bytes` must come from `prepareImage`. Null if they are for other limits. */
export async function restoreImage(bytes: Uint8Array, limits: Limits): Promise<BootImage | null> {
  const prepared: PreparedImage = deserialize(bytes);
  if (prepared.limits !== keyOf(limits)) return null;
  return { ...prepared.image, module: await WebAssembly.compile(prepared.engine) };
}

/** `image` must have booted with these limits. */
export function poolOf(image: BootImage, { limits, warm, warmUp = true }: PoolOptions): WarmPool {
  const pool = new WarmPool(image, limits, warm);
  if (warmUp) runTypicalCode(limits, (short) => pool.sandboxWith(short));
  return pool;
}

export class WarmPool implements SandboxPool {
  readonly image: BootImage;
  readonly #limits: Limits;
  readonly #least: number;
  /** Cleaning a used instance takes a fraction of the work of a new one, which the garbage collector has to free as well. */
  readonly #most: number;
  readonly #ready: QuickJs[] = [];
  #refill: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(image: BootImage, limits: Limits, warm: number) {
    this.image = image;
    this.#limits = limits;
    this.#least = Math.ceil(warm / 2);
    this.#most = warm * 2;
    while (this.#ready.length < warm) this.#ready.push(engineFrom(this.image));
  }

  acquire(seed: bigint, limits = this.#limits, storage?: Storage): GuestSandbox {
    if (this.#closed) throw new Error("The sandbox pool is closed.");
    const engine = this.#ready.pop() ?? engineFrom(this.image);
    this.#scheduleRefill();
    engine.memory.setValue(this.image.randomState, BigInt.asIntN(64, seedState(seed)));
    return new GuestSandbox(this.image, engine, limits, (healthy) => this.#release(engine, healthy), storage);
  }

  /** A sandbox for warming up; its instance is used once. */
  sandboxWith(limits: Limits): GuestSandbox {
    return new GuestSandbox(this.image, engineFrom(this.image), limits, () => {});
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#ready.length = 0;
    if (this.#refill !== null) clearImmediate(this.#refill);
  }

  /** Cleans a used instance immediately, so that no learner's data stays in memory. */
  #release(engine: QuickJs, healthy: boolean): void {
    engine.owner = noOwner;
    const grown = engine.memory.bytes.length - this.image.snapshot.pages * pageBytes;
    if (this.#closed || !healthy || grown > maxGrownBytes || this.#ready.length >= this.#most) return;
    resetToSnapshot(this.image.snapshot, engine);
    this.#ready.push(engine);
  }

  /** Creates one instance per event-loop iteration, after pending work. */
  #scheduleRefill(): void {
    if (this.#refill !== null || this.#ready.length >= this.#least) return;
    this.#refill = setImmediate(() => {
      this.#refill = null;
      if (this.#closed || this.#ready.length >= this.#least) return;
      this.#ready.push(engineFrom(this.image));
      this.#scheduleRefill();
    });
    this.#refill.unref();
  }
}

/** Each program runs until its fuel is used up; all of them take about 60 ms. */
const programFuel = 1_200_000;
const maxJobs = 2_000;

const programs = [
  "const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); for (;;) f(12);",
  "let f = () => 1; for (let i = 0; i < 20; i++) f = f.bind(null); for (;;) f(1, 2, 3);",
  "class A { #x = 1; get x() { return this.#x; } } for (;;) { const o = { a: [1, new A().x], b: 'x' }; Object.keys({ ...o }); }",
  "const o = { list: Array.from({ length: 50 }, (_, i) => ({ i, s: 'x' + i, n: [i / 3] })) }; for (;;) JSON.parse(JSON.stringify(o, null, 1));",
  "for (let i = 0; ; i++) { new RegExp('a{1,' + (i % 9 + 1) + '}b*[c-z]+(d|e)?').test('aabbcd' + i); 'a-b-c'.split('-').join().replace(/b/g, 'x'); }",
  "for (;;) { /(a+)+$/.test('aaaaaaaaaaab'); 'x'.padEnd(500, 'ab').toUpperCase().indexOf('ba'); [...'é😀x'].reverse(); }",
  "for (;;) { const a = Array.from({ length: 99 }, (_, i) => (i * 7) % 31); a.sort((x, y) => x - y); a.slice().sort().reverse().indexOf(9); a.splice(3, 5, 1); }",
  "for (;;) { const m = new Map(); for (let i = 0; i < 99; i++) m.set('k' + i, i); for (const [k, v] of m) m.get(k); m.clear(); new Set([1, 2, 3]); }",
  "for (;;) { const u = new Uint8Array(300); u.fill(7); u.slice(3).set(u.subarray(9, 20)); u.join(); for (let i = 0; i < 300; i++) u[i] = i; }",
  "for (;;) { try { null.x; } catch (e) { e.stack; } (2n ** 99n).toString(); (1 / 3).toFixed(9); new Date(1e12).toISOString(); }",
  "for (;;) Iterator.from([1, 2, 3]).map((x) => x).toArray();",
  "for (;;) { await null; await Promise.all([1, Promise.resolve(2)]); }",
];

function runTypicalCode(limits: Limits, sandboxWith: (limits: Limits) => Sandbox): void {
  const short = { ...limits, loadFuel: programFuel, jobsPerTurn: maxJobs };
  for (const js of programs) {
    using sandbox = sandboxWith(short);
    sandbox.load({ version: 0, js, map: "", file: "warm-up.ts" }, 0);
  }
}
