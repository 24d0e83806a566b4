// Creates the host's sandboxes from the installed engine and the built guest library.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packageNames } from "../protocol/guest-abi.ts";
import type { Limits } from "../protocol/limits.ts";
import type { GuestCode } from "./sandbox/boot-image.ts";
import { createSandboxPool, poolOf, restoreImage, type WarmPool } from "./sandbox/pool.ts";

const warmSandboxes = 4;

// Resolves from server/host, and from build/host, into which this file is bundled.
const guestFile = (name: string) => fileURLToPath(new URL(`../../build/guest/${name}.js`, import.meta.url));
/** The scripts that set-up has bundled for sandboxes. */
export const guestFiles: readonly string[] = ["library", ...packageNames].map(guestFile);
const engineFile = fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"));

export function readGuest(): { readonly wasm: Uint8Array; readonly guest: GuestCode } {
  const read = (name: string) => readFileSync(guestFile(name), "utf8");
  const packages = new Map(packageNames.map((name) => [name, read(name)]));
  return { wasm: readFileSync(engineFile), guest: { library: read("library"), packages } };
}

export function createPool(limits: Limits, warmUp: boolean): Promise<WarmPool> {
  return createSandboxPool({ limits, ...readGuest(), warm: warmSandboxes, warmUp });
}

/** From `prepareImage`; boots as usual if that was for other limits. */
export async function createPreparedPool(prepared: Uint8Array, limits: Limits, warmUp: boolean): Promise<WarmPool> {
  const image = await restoreImage(prepared, limits);
  if (image === null) return createPool(limits, warmUp);
  return poolOf(image, { limits, warm: warmSandboxes, warmUp });
}
