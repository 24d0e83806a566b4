// Pools of sandboxes for tests: with the plain guest, or with the library that learners get.
import { readFile } from "node:fs/promises";
import { readGuest } from "../../server/host/create-pool.ts";
import type { BootImage, GuestCode } from "../../server/host/sandbox/boot-image.ts";
import { createSandboxPool, poolOf, restoreImage, type WarmPool } from "../../server/host/sandbox/pool.ts";
import { bundleOf, programOf } from "../../server/processes/built-program.ts";
import type { GuestEvent, Program } from "../../server/protocol/guest.ts";
import { type Limits, limitsWith } from "../../server/protocol/limits.ts";

export const root = new URL("../../", import.meta.url);

export async function readEngine(): Promise<Uint8Array> {
  return readFile(new URL(import.meta.resolve("quickjs-wasi/quickjs.wasm")));
}

export async function plainPool(over: Partial<Limits> = {}, warm = 1): Promise<WarmPool> {
  // Imported here, because the bundler takes as long to load as the rest of a test file together.
  const { bundleGuest } = await import("../../server/cli/build-guest.ts");
  return bootedPool({ library: await bundleGuest("test/sandbox/plain-guest.ts"), packages: new Map() }, over, warm);
}

/** With the real guest library, which `npm test` has bundled and booted as far as the limits allow. */
export async function libraryPool(over: Partial<Limits> = {}, warm = 1): Promise<WarmPool> {
  const limits = limitsWith(over);
  const image = await preparedImage(limits);
  if (image !== null) return poolOf(image, { limits, warm, warmUp: false });
  return bootedPool(readGuest().guest, over, warm);
}

/** What set-up has prepared, if that is still what it would prepare. */
async function preparedImage(limits: Limits): Promise<BootImage | null> {
  if (programOf("host") !== bundleOf("host")) return null;
  return restoreImage(await readFile(new URL("build/host/image", root)), limits);
}

async function bootedPool(guest: GuestCode, over: Partial<Limits>, warm: number): Promise<WarmPool> {
  return createSandboxPool({ limits: limitsWith(over), wasm: await readEngine(), guest, warm, warmUp: false });
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
