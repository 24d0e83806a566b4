// The real sandbox, as a host makes it.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSandboxPool } from "../../../server/host/sandbox/pool.ts";
import type { SandboxPool } from "../../../server/protocol/guest.ts";
import { type Limits, limitsWith } from "../../../server/protocol/limits.ts";

const guestFile = fileURLToPath(new URL("../../../build/guest.js", import.meta.url));

/** Needs build/guest.js, which `npm test` makes. */
export async function realPool(over: Partial<Limits> = {}): Promise<SandboxPool> {
  if (!existsSync(guestFile)) throw new Error("build/guest.js is missing: run `npm test`, or `npm run build`.");
  const wasm = readFileSync(fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm")));
  const guestBundle = readFileSync(guestFile, "utf8");
  return createSandboxPool({ limits: limitsWith(over), wasm, guestBundle, warm: 2, warmUp: false });
}
