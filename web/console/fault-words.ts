// A fault in words: what happened, which limit it hit, what became of the sockets, and what to do.
import type { FaultKind } from "../../server/protocol/guest.ts";
import { type LimitName, limitTable } from "../../server/protocol/limits.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import type { NewEntry } from "./console-entry.ts";

type Fault = Extract<ToPage, { type: "fault" }>["fault"];

/** What opens the sentence; the engine's own sentence then says it in full. */
const openings: Record<FaultKind, string> = {
  cpu: "Stopped, out of CPU: ",
  memory: "Stopped, out of memory: ",
  output: "Stopped, too much output: ",
  stuck: "Stopped, it held up its process: ",
  error: "",
  rejection: "",
};

export function faultEntry(fault: Fault): NewEntry {
  const { kind, message, line, column, version, stack } = fault;
  const place = line === null ? null : { line, column: column ?? 1, version };
  return { kind: "fault", text: openings[kind] + message, details: faultDetails(fault), stack, place };
}

function faultDetails({ kind, limit, peer, stops }: Fault): string[] {
  const limited = limit !== null && isLimit(limit) ? [limitText(limit)] : [];
  if (stops)
    return [...limited, "All sockets were closed with 1011. Change the code: its next load starts the room again."];
  if (peer === null) return ["No socket was closed for it; the handler goes on."];
  const after =
    kind === "error"
      ? "A try and catch around it would keep the socket."
      : "A catch on that promise would keep the socket.";
  return [`Socket #${peer} was closed with 1011; the others go on. ${after}`];
}

function limitText(name: LimitName): string {
  return `The limit is ${name}: ${limitTable[name].what}.`;
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(limitTable, name);
}
