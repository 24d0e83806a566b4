// The real sandbox, as a host creates it, shared by all tests of a process.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSandboxPool } from "../../../server/host/sandbox/pool.ts";
import { limitsWith } from "../../../server/protocol/limits.ts";

const guestFile = fileURLToPath(new URL("../../../build/guest.js", import.meta.url));
if (!existsSync(guestFile)) throw new Error("build/guest.js is missing. Build it with `npm test`.");

export const pool = await createSandboxPool({
  limits: limitsWith(),
  wasm: readFileSync(fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"))),
  guestBundle: readFileSync(guestFile, "utf8"),
  warm: 2,
  warmUp: false,
});
