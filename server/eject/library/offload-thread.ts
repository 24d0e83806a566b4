// The thread of one offloaded call.
import { setTimeout as sleep } from "node:timers/promises";
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
  /** The time that the function took, as far as it ran. */
  readonly costMs: number;
}

/** The first message says that the function begins, the second how it ended. */
export type FromThread = "begun" | ThreadResult;

/** A thread's CPU time is counted in steps of some milliseconds, so it says nothing about shorter work. */
const cpuStepMs = 10;

const { source, value }: ThreadData = workerData;
const fn: unknown = runInThisContext(`"use strict"; (${source}\n)`, { filename: "handler.ts" });
// What is compiled at the first call is no part of the function's work.
await runOffloaded({ result() {} }, () => undefined, value);
// A thread that has just waited is seldom interrupted soon.
await sleep(1);
send("begun");
const begunMs = performance.now();
const cpuBegun = process.threadCpuUsage();
await runOffloaded({ result: (ok, bytes) => send({ ok, value: bytes, costMs: costMs() }) }, fn, value);

function costMs(): number {
  const wallMs = performance.now() - begunMs;
  const { user, system } = process.threadCpuUsage(cpuBegun);
  return wallMs < cpuStepMs ? wallMs : Math.min(wallMs, cpuStepMs + (user + system) / 1_000);
}

function send(message: FromThread): void {
  parentPort?.postMessage(message);
}
