// The thread of one offloaded call.
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { runOffloaded } from "../../guest/offload.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly source: string;
  readonly value: Uint8Array;
}

export interface ThreadResult {
  /** False if the function threw. */
  readonly ok: boolean;
  readonly value: Uint8Array;
  readonly cpuMs: number;
}

/** The first message says that the function begins, the second how it ended. */
export type FromThread = "begun" | ThreadResult;

const { source, value }: ThreadData = workerData;
const fn: unknown = runInThisContext(`"use strict"; (${source}\n)`, { filename: "handler.ts" });
send("begun");
const begun = process.threadCpuUsage();
await runOffloaded(
  {
    result(ok, bytes) {
      const { user, system } = process.threadCpuUsage(begun);
      send({ ok, value: bytes, cpuMs: (user + system) / 1_000 });
    },
  },
  fn,
  value,
);

function send(message: FromThread): void {
  parentPort?.postMessage(message);
}
