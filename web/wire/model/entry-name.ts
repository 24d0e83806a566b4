// A row of the wire in a few spoken words: text from A, ping to B, handshake of C.
import { printable } from "../../ui/printable.ts";
import { frameKind, type WireEntry } from "./entry.ts";

export function entryName(entry: WireEntry): string {
  switch (entry.what) {
    case "frame": {
      const { direction, opcode } = entry.frame;
      return `${frameKind(opcode)} ${direction === "in" ? "from" : "to"} ${printable(entry.caller.name)}`;
    }
    case "handshake":
      return `handshake of ${printable(entry.caller.name)}`;
    case "gone":
      return `${printable(entry.caller.name)} is gone`;
    case "version":
      return `v${entry.version} serves`;
    case "missing":
      return "frames that were not shown";
    case "away":
      return "the page was away";
    default:
      return entry satisfies never;
  }
}
