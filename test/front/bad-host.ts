// A host that misbehaves as the code it loads requests. It imports no packages, because it may read none.
import { writeSync } from "node:fs";
import { systemMs } from "../../server/protocol/crash-marker.ts";
import type { FromHost, ToHost } from "../../server/protocol/host.ts";

const markerFd = 4;
const channelFd = 3;

/** Rooms with which this process ends as soon as they are used. */
const doomed = new Set<string>();

function send(message: FromHost | { readonly type: "nonsense" }): void {
  process.send?.(message);
}

/** Works for this long without answering, and records that it does. */
const busyMs = 1_500;
const stepMs = 10;

function workSilently(): void {
  const until = performance.now() + busyMs;
  const progress = Buffer.alloc(8);
  while (performance.now() < until) {
    progress.writeDoubleLE(systemMs());
    writeSync(markerFd, progress, 0, 8, 64);
    block(stepMs);
  }
}

/** Answers nothing meanwhile, and leaves the CPU to others. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function load({ id, plan, program }: Extract<ToHost, { type: "load" }>): void {
  writeSync(markerFd, Buffer.from(plan.room.padEnd(64, "\0")), 0, 64, 0);
  if (program.js.includes("HANG")) for (;;);
  if (program.js.includes("FREEZE")) process.kill(process.pid, "SIGSTOP");
  if (program.js.includes("BUSY")) workSilently();
  if (program.js.includes("DOOM")) doomed.add(plan.room);
  if (program.js.includes("CRASH")) process.abort();
  if (program.js.includes("NONSENSE")) send({ type: "nonsense" });
  if (program.js.includes("GARBAGE")) writeSync(channelFd, "this is no JSON\n");
  if (program.js.includes("SILENT") && (plan.reopened || !program.js.includes("SECOND-LOAD"))) return;
  send({ type: "loaded", id, ok: true, serving: program.version, problems: [], fault: null, loadMs: 0, style: "loop" });
  const foreign = /FOREIGN (\S+)/.exec(program.js)?.[1];
  const line = { atMs: 0, level: "log" as const, text: "not yours", line: null, version: 1, missing: 0 };
  send({ type: "console", room: foreign ?? plan.room, lines: [line] });
}

process.on("disconnect", () => process.exit());
process.on("message", (message: ToHost) => {
  if (message.type === "start") send({ type: "ready", bootMs: 0 });
  if (message.type === "ping") send({ type: "pong", n: message.n, rooms: 0, sockets: 0, rssBytes: 0 });
  if (message.type === "clock" && doomed.has(message.room)) process.kill(process.pid, "SIGKILL");
  if (message.type === "load") load(message);
  if (message.type === "drain") send({ type: "drained" });
});
