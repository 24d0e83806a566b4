// The functions an engine imports: the few things it may ask of the host, none of which reaches the machine.
import type { QuickJs } from "./engine.ts";
import type { Address } from "./engine-exports.ts";

const refused = 8;
const mostModuleName = 1 << 16;

export function engineImports(engine: QuickJs): WebAssembly.Imports {
  return {
    env: {
      host_interrupt: () => (engine.owner.interrupt() ? 1 : 0),
      host_call: (op: number, _context: Address, _self: number, argc: number, argv: Address) =>
        engine.placeAnswer(engine.owner.port(op, argc, argv)),
      host_promise_rejection: (promise: Address, reason: Address, handled: number) =>
        engine.owner.rejection(promise, reason, handled !== 0),
      host_module_normalize: (_base: Address, name: Address) => resolveImport(engine, name),
      host_module_load: () => 0,
      // Every room lives in UTC, wherever the server stands.
      host_get_timezone_offset: () => 0,
    },
    wasi_snapshot_preview1: {
      clock_time_get: (_clock: number, _precision: bigint, out: Address) => {
        engine.memory.setValue(out, BigInt(Math.round(engine.owner.nowMs() * 1000)) * 1000n);
        return 0;
      },
      random_get: (at: Address, length: number) => {
        const bytes = new Uint8Array(Math.min(length >>> 0, 4096));
        engine.owner.random(bytes);
        engine.memory.write(bytes, at);
        return 0;
      },
      fd_close: () => refused,
      fd_fdstat_get: () => refused,
      fd_seek: () => refused,
      fd_write: () => refused,
    },
  };
}

/** The address of the module's name for one that may be imported; 0 with an error pending for any other. */
function resolveImport(engine: QuickJs, name: Address): Address {
  const specifier = engine.memory.cString(name, mostModuleName);
  const refusal = engine.owner.refuseImport(specifier);
  if (refusal === null) return engine.copyString(specifier);
  engine.throwTypeError(refusal);
  return 0;
}
