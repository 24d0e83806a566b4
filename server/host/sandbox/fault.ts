// The sentences a learner reads when their code hits a limit or throws.
import type { Fault, FaultKind, PeerId } from "../../protocol/guest.ts";
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { noTrace, type Trace } from "./source-places.ts";

/** What stopped a handler for good. */
export type Stop =
  | { readonly kind: "cpu"; readonly limit: "turnFuel" | "loadFuel" | "turnWallMs" | "jobsPerTurn" }
  | { readonly kind: "memory"; readonly limit: "memoryBytes" | "stackBytes" | null }
  | { readonly kind: "output"; readonly limit: "turnMessages" | "turnBytes" };

export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export function stopFault(stop: Stop, limits: Limits, trace: Trace, version: number): Fault {
  const at = trace.place === null ? "" : ` at line ${trace.place.line}`;
  return faultOf(stop.kind, stopMessage(stop, limits, at), stop.limit, trace, null, version);
}

/** An exception nobody caught, or a rejection nobody handled. The room goes on. */
export function thrownFault(
  kind: "error" | "rejection",
  thrown: Thrown,
  trace: Trace,
  peer: PeerId | null,
  version: number,
): Fault {
  const what = thrownText(thrown);
  const nobody = kind === "error" ? "Nothing caught this." : "A promise was rejected with this and nothing handled it.";
  return faultOf(kind, `${what}${/[.!?]$/.test(what) ? "" : "."} ${nobody}`, null, trace, peer, version);
}

/** `TypeError: x is not a function`; for what is no error, what was thrown. */
export function thrownText({ name, message }: Thrown): string {
  if (name === "") return `Thrown: ${message === "" ? "something that cannot be shown" : message}`;
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
        "Is there a loop that sends without end, or an answer to its own message? Send less at a time."
      );
  }
  stop satisfies never;
}

function cpuMessage(limit: (Stop & { kind: "cpu" })["limit"], limits: Limits, at: string): string {
  if (limit === "jobsPerTurn") {
    return (
      `Your handler ran ${amount(limit, limits)} in one turn${at}, and more were waiting. ` +
      "Is there a loop that awaits something which is always ready? Wait for a message or a timer instead."
    );
  }
  const what = limit === "loadFuel" ? "The top level of your handler" : "Your handler";
  const most = limit === "turnWallMs" ? `${limits.turnWallMs} ms` : `${amount(limit, limits)}, about 100 ms`;
  return `${what} used up the CPU of one turn (${most})${at}. Is there a loop that never ends, or too much work at once?`;
}

function memoryMessage(limit: (Stop & { kind: "memory" })["limit"], limits: Limits, at: string): string {
  if (limit === "memoryBytes") {
    return (
      `Your handler used up its memory (${amount(limit, limits)})${at}. ` +
      "Does something grow with every message, or is one value very large?"
    );
  }
  if (limit === "stackBytes") {
    return `Your handler went too deep for its call stack (${amount(limit, limits)})${at}. Does a function call itself without end?`;
  }
  return `Your handler broke the engine that runs it${at}, so it was stopped. Undo the last change and load it again.`;
}

/** A limit with its unit, as people read it: `20 M fuel`, `16 MiB`, `1,000 messages`. */
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
const mostMessage = 4096;

function faultOf(
  kind: FaultKind,
  message: string,
  limit: LimitName | null,
  trace: Trace = noTrace,
  peer: PeerId | null,
  version: number,
): Fault {
  return {
    kind,
    message: message.slice(0, mostMessage),
    limit,
    line: trace.place?.line ?? null,
    column: trace.place?.column ?? null,
    stack: trace.stack,
    peer,
    stops: stopping.includes(kind),
    version,
  };
}
