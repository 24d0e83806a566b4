// The thread of one offloaded call.
import { setTimeout as sleep } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { runOffloaded } from "../../guest/offload.ts";

/** What the thread is started with. */
export interface ThreadData {
  readonly source: string;
  readonly value: Uint8Array;
  /** Whether the cost of the function decides which result comes first. */
  readonly isTimed: boolean;
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
/** A busy machine may interrupt a function for longer than it runs, so a short one is timed again. */
const timings = 3;

const { source, value, isTimed }: ThreadData = workerData;
const fn: unknown = runInThisContext(`"use strict"; (${source}\n)`, { filename: "handler.ts" });
// What is compiled at the first call is not part of the function's work.
await runOffloaded({ result() {} }, () => undefined, value);
// A thread that has just waited is seldom interrupted soon.
await sleep(1);
send("begun");
const { ok, bytes, costMs } = await run();
const costs = [costMs];
while (isTimed && costs.length < timings && Math.min(...costs) < 2 * cpuStepMs) costs.push((await run()).costMs);
send({ ok, value: bytes, costMs: Math.min(...costs) });

async function run() {
  const outcome = { ok: false, bytes: new Uint8Array() };
  const begunMs = performance.now();
  const cpuBegun = process.threadCpuUsage();
  await runOffloaded({ result: (ok, bytes) => Object.assign(outcome, { ok, bytes }) }, fn, value);
  const wallMs = performance.now() - begunMs;
  const { user, system } = process.threadCpuUsage(cpuBegun);
  const costMs = wallMs < cpuStepMs ? wallMs : Math.min(wallMs, cpuStepMs + (user + system) / 1_000);
  return { ...outcome, costMs };
}

function send(message: FromThread): void {
  parentPort?.postMessage(message);
}
