// A crowd of honest learners in a process of their own.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { spread } from "../../../server/rehearsal/tally.ts";
import { HonestLearner, type Recording } from "./honest-learner.ts";
import { type CrowdReport, crowdInputSchema, type Returned } from "./reports.ts";
import { Tally } from "./tally.ts";
import { serveTask, taskInput } from "./task-child.ts";

const input = taskInput(crowdInputSchema);
const record: Recording = {
  joinMs: [],
  echoMs: [],
  saveMs: [],
  checkMs: [],
  disconnects: new Tally(),
  refusals: new Tally(),
};
/** Of all reports. What comes between a report and a reset does not count: the bench kills a host then. */
const reported: Record<"echoMs" | "saveMs", readonly number[]> = { echoMs: [], saveMs: [] };
const crowd: HonestLearner[] = [];
/** Messages that wait longer than this count with the time they have waited so far. */
const lateMs = 50;
const pollMs = 20;
const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();

async function join(): Promise<number> {
  const arrivals = Array.from({ length: input.learners }, async (_, n) => {
    await setTimeout((n / input.learners) * input.joinMs);
    const from = input.from[n % input.from.length] ?? "127.0.0.1";
    try {
      crowd.push(await HonestLearner.join(input, from, record));
    } catch (error) {
      record.refusals.add(error instanceof Error ? error.message : String(error));
    }
  });
  await Promise.all(arrivals);
  return crowd.length;
}

/** Begins the measurement. */
function reset(): void {
  for (const samples of [record.echoMs, record.saveMs, record.checkMs]) samples.length = 0;
  record.disconnects.clear();
  record.refusals.clear();
  delays.reset();
}

function report(): CrowdReport {
  for (const name of ["echoMs", "saveMs"] as const) reported[name] = [...reported[name], ...record[name]];
  const waiting = crowd.flatMap((learner) => learner.waitingMs()).filter((ms) => ms > lateMs);
  return {
    joined: crowd.length,
    joinMs: spread(record.joinMs),
    echoMs: spread([...record.echoMs, ...waiting]),
    saveMs: spread(record.saveMs),
    wholeEchoMs: spread([...reported.echoMs, ...waiting]),
    wholeSaveMs: spread(reported.saveMs),
    checkMs: spread(record.checkMs),
    disconnects: record.disconnects.counts,
    refusals: record.refusals.counts,
    lostSaves: 0,
    ownDelayP99Ms: delays.percentile(99) / 1e6 - 10,
  };
}

/** A learner whose code cannot be read counts as refused, not as lost. */
async function finalReport(): Promise<CrowdReport> {
  const before = report();
  const lost = await Promise.allSettled(crowd.map((learner) => learner.losesSave()));
  for (const outcome of lost) if (outcome.status === "rejected") record.refusals.add(String(outcome.reason));
  const lostSaves = lost.filter((outcome) => outcome.status === "fulfilled" && outcome.value).length;
  return { ...before, refusals: record.refusals.counts, lostSaves };
}

const waitSchema = z.object({ sinceMs: z.number(), withinMs: z.number(), withPages: z.boolean() });

/** Waits until everyone is back, at most `withinMs`. */
async function returned(value: unknown): Promise<Returned> {
  const { sinceMs, withinMs, withPages } = waitSchema.parse(value);
  const until = Date.now() + withinMs;
  for (;;) {
    const moments = crowd.flatMap((learner) => learner.backAtMs(sinceMs, withPages) ?? []);
    if (moments.length === crowd.length || Date.now() >= until) {
      return { back: moments.length, lastAtMs: Math.max(...moments) };
    }
    await setTimeout(pollMs);
  }
}

serveTask({ join, reset, report, finalReport, returned });
