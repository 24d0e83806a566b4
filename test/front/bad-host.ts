// A host that misbehaves as the code it is given says, for tests of what the front does about it. No packages: it may read nothing.
import { writeSync } from "node:fs";
import type { FromHost, ToHost } from "../../server/protocol/host.ts";

const ledgerFd = 4;
const channelFd = 3;

function tell(message: FromHost | { readonly type: "nonsense" }): void {
  process.send?.(message);
}

function load({ id, plan, program }: Extract<ToHost, { type: "load" }>): void {
  writeSync(ledgerFd, Buffer.from(plan.room.padEnd(64, "\0")), 0, 64, 0);
  if (program.js.includes("HANG")) for (;;);
  if (program.js.includes("CRASH")) process.abort();
  if (program.js.includes("NONSENSE")) tell({ type: "nonsense" });
  if (program.js.includes("GARBAGE")) writeSync(channelFd, "this is no JSON\n");
  if (program.js.includes("SILENT")) return;
  tell({ type: "loaded", id, ok: true, serving: program.version, problems: [], fault: null, loadMs: 0, style: "loop" });
  const foreign = /FOREIGN (\S+)/.exec(program.js)?.[1];
  const line = { atMs: 0, level: "log" as const, text: "not yours", line: null, version: 1, missing: 0 };
  tell({ type: "console", room: foreign ?? plan.room, lines: [line] });
}

process.on("disconnect", () => process.exit());
process.on("message", (message: ToHost) => {
  if (message.type === "start") tell({ type: "ready", bootMs: 0 });
  if (message.type === "ping") tell({ type: "pong", n: message.n, rooms: 0, sockets: 0, rssBytes: 0 });
  if (message.type === "load") load(message);
  if (message.type === "drain") tell({ type: "drained" });
});
