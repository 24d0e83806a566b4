// Pools of sandboxes for tests: with the plain guest, or with the library that learners get.
import { readFile } from "node:fs/promises";
import { bundleGuest } from "../../server/cli/build-guest.ts";
import { createSandboxPool } from "../../server/host/sandbox/pool.ts";
import type { GuestEvent, Program, SandboxPool } from "../../server/protocol/guest.ts";
import { type Limits, limitsWith } from "../../server/protocol/limits.ts";

export const root = new URL("../../", import.meta.url);

export async function readEngine(): Promise<Uint8Array> {
  return readFile(new URL(import.meta.resolve("quickjs-wasi/quickjs.wasm")));
}

export async function plainPool(over: Partial<Limits> = {}, warm = 1): Promise<SandboxPool> {
  return poolOf("test/sandbox/plain-guest.ts", over, warm);
}

/** With the real guest library, bundled from its source. */
export async function libraryPool(over: Partial<Limits> = {}, warm = 1): Promise<SandboxPool> {
  return poolOf("server/guest/boot.ts", over, warm);
}

async function poolOf(entry: string, over: Partial<Limits>, warm: number): Promise<SandboxPool> {
  const [wasm, guestBundle] = await Promise.all([readEngine(), bundleGuest(entry)]);
  return createSandboxPool({ limits: limitsWith(over), wasm, guestBundle, warm, warmUp: false });
}

/** A program without a source map: what stands in `js` is what the learner wrote. */
export function program(js: string, version = 1): Program {
  return { version, js, map: "", file: "handler.ts" };
}

export function text(data: string, peer = 1): GuestEvent {
  return { type: "text", peer, data: Buffer.from(data) };
}

export function binary(data: Uint8Array, peer = 1): GuestEvent {
  return { type: "binary", peer, data };
}
