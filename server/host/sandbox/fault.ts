// Faults: maps engine errors to limits, and writes the messages that a learner reads.
import type { Fault, FaultKind, PeerId } from "../../protocol/guest.ts";
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { fuelPerMs } from "./cpu-clock.ts";
import type { FuelLimit } from "./engine.ts";
import { EngineBroken, EngineFull } from "./engine-memory.ts";
import type { Trace } from "./source-places.ts";

/** The limit that stopped a handler. */
export type Stop =
  | { readonly kind: "cpu"; readonly limit: FuelLimit | "turnWallMs" | "jobsPerTurn" }
  | { readonly kind: "memory"; readonly limit: "memoryBytes" | "stackBytes" | null }
  | { readonly kind: "output"; readonly limit: "turnMessages" | "turnBytes" };

export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export function stopFault(stop: Stop, limits: Limits, trace: Trace, version: number): Fault {
  const at = trace.place === null ? "" : ` at line ${trace.place.line}`;
  return faultOf(
    { kind: stop.kind, message: stopMessage(stop, limits, at), limit: stop.limit, peer: null, version },
    trace,
  );
}

/** An uncaught exception or an unhandled rejection. The room keeps running. */
export function thrownFault(
  kind: "error" | "rejection",
  thrown: Thrown,
  trace: Trace,
  peer: PeerId | null,
  version: number,
): Fault {
  const what = thrownText(thrown);
  const kindText = kind === "error" ? "This was not caught." : "This promise rejection was not handled.";
  const message = `${what}${/[.!?]$/.test(what) ? "" : "."} ${kindText}`;
  return faultOf({ kind, message, limit: null, peer, version }, trace);
}

/** For example `TypeError: x is not a function`; for a value that is not an error, the value. */
export function thrownText({ name, message }: Thrown): string {
  if (name === "") return `Thrown: ${message === "" ? "a value that cannot be shown" : message}`;
  return message === "" ? name : `${name}: ${message}`;
}

export function isOutOfMemory({ name, message }: Thrown): boolean {
  return name === "InternalError" && message === "out of memory";
}

function stopMessage(stop: Stop, limits: Limits, at: string): string {
  switch (stop.kind) {
    case "cpu":
      return cpuMessage(stop.limit, limits, at);
    case "memory":
      return memoryMessage(stop.limit, limits, at);
    case "output":
      return (
        `Your handler sent more than ${amount(stop.limit, limits)} in one turn${at}. ` +
        "Look for an endless loop that sends, or a reply to its own message. Send less at a time."
      );
  }
  stop satisfies never;
}

function cpuMessage(limit: (Stop & { kind: "cpu" })["limit"], limits: Limits, at: string): string {
  if (limit === "jobsPerTurn") {
    return (
      `Your handler ran ${amount(limit, limits)} in one turn${at}, and more were pending. ` +
      "Look for a loop that awaits something that is always ready. Wait for a message or a timer instead."
    );
  }
  const what = limit === "loadFuel" ? "The top level of your handler" : "Your handler";
  const most = limit === "turnWallMs" ? `${limits.turnWallMs} ms` : `about ${Math.round(limits[limit] / fuelPerMs)} ms`;
  const why = limit === "newcomerFuel" ? ", because new handlers at your address were just stopped" : "";
  return `${what} ran too long without yielding (limit: ${most}${why})${at}. Look for an endless loop, or split up the work.`;
}

function memoryMessage(limit: (Stop & { kind: "memory" })["limit"], limits: Limits, at: string): string {
  if (limit === "memoryBytes") {
    return (
      `Your handler ran out of memory (limit: ${amount(limit, limits)})${at}. ` +
      "Look for something that grows with every message, or a very large value."
    );
  }
  if (limit === "stackBytes") {
    return `Your handler overflowed its call stack (limit: ${amount(limit, limits)})${at}. Look for endless recursion.`;
  }
  return `Your handler crashed the JavaScript engine${at}, so it was stopped. Undo the last change and load it again.`;
}

/** A limit with its unit, for example `20 M fuel`, `16 MiB`, `1,000 messages`. */
function amount(name: LimitName, limits: Limits): string {
  const value = limits[name];
  const { unit } = limitTable[name];
  if (unit === "bytes" && value >= 1 << 20) return `${rounded(value / (1 << 20))} MiB`;
  if (unit === "bytes" && value >= 1 << 10) return `${rounded(value / (1 << 10))} KiB`;
  if (unit === "fuel" && value >= 1_000_000) return `${rounded(value / 1_000_000)} M fuel`;
  const what = name === "jobsPerTurn" ? "promise jobs" : unit;
  return `${value.toLocaleString("en")} ${what}`;
}

function rounded(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}

const stopping: readonly FaultKind[] = ["cpu", "memory", "output", "stuck"];
const maxMessage = 4096;

type Cause = Pick<Fault, "kind" | "message" | "limit" | "peer" | "version">;

function faultOf(cause: Cause, { place, stack }: Trace): Fault {
  const message = cause.message.slice(0, maxMessage);
  const { line = null, column = null } = place ?? {};
  return { ...cause, message, line, column, stack, stops: stopping.includes(cause.kind) };
}

/** Thrown through the engine to stop a turn. The code that throws it stores the reason. */
export class StopSignal extends Error {}

interface StopContext {
  /** The limit that was reached, if it is known. */
  readonly known: Stop | null;
  /** The limit to report if no fuel is left. */
  readonly whenSpent: Stop;
  readonly fuelIsSpent: boolean;
  readonly memoryIsFull: boolean;
}

/** Maps what the engine threw to a limit. Rethrows errors that the learner did not cause. */
export function stopOf(error: unknown, { known, whenSpent, fuelIsSpent, memoryIsFull }: StopContext): Stop {
  if (error instanceof StopSignal) return known ?? whenSpent;
  if (error instanceof EngineFull) return { kind: "memory", limit: "memoryBytes" };
  if (error instanceof EngineBroken || error instanceof WebAssembly.RuntimeError) {
    if (known !== null) return known;
    return fuelIsSpent ? whenSpent : { kind: "memory", limit: memoryIsFull ? "memoryBytes" : null };
  }
  // V8's stack overflowed before the engine's: deep nesting in a parser, a regular expression or a comparison.
  if (error instanceof RangeError && error.message.includes("call stack"))
    return { kind: "memory", limit: "stackBytes" };
  throw error;
}
