// Faults that the front reports itself, because a room's host is gone or closes the room.
import type { ReportedFault } from "../../protocol/host.ts";

const noPlace = { line: null, column: null, stack: [], peer: null };

/** The room has ended two hosts. */
export function stuckFault(version: number): ReportedFault {
  const message =
    "This code blocked its process twice, so the room is stopped (limit hostSilentMs). Load another version to restart it.";
  return { kind: "stuck", message, limit: "hostSilentMs", ...noPlace, stops: true, version };
}

/** The room used most of a host's memory when that ran short. */
export function memoryFault(version: number, memoryBytes: number): ReportedFault {
  const message = `The server ran short of memory and closed the room that used most, which was yours with ${Math.ceil(memoryBytes / (1 << 20))} MiB (limit hostMemoryBytes). Keep less in memory, and connect again: your code starts afresh.`;
  return { kind: "memory", message, limit: "hostMemoryBytes", ...noPlace, stops: false, version };
}
