// Jobs of workshops: one at a time, and what ends them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, Jobs } from "../../server/front/workshops/jobs.ts";

interface Counted {
  readonly state: "running" | "done" | "cancelled";
  readonly count: number;
}

const refusal = { name: "counting", detail: "Someone counts." };
const first: Counted = { state: "running", count: 0 };

function scene() {
  const warnings: unknown[] = [];
  const jobs = new Jobs<Counted>({ refusal, log: { warn: (...all: unknown[]) => void warnings.push(all) } });
  const deletion = new AbortController();
  return { jobs, warnings, deletion, workshop: { id: "w", deleted: deletion.signal } };
}

/** Ends when it is cancelled. */
async function waiting({ signal }: Job<Counted>): Promise<void> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("WS26 one job of a kind runs per workshop; it is cancelled on request, when the workshop is deleted, and when the server closes", async () => {
  for (const end of ["cancel", "delete", "dispose"] as const) {
    const { jobs, workshop, deletion } = scene();
    jobs.start(workshop, first, waiting);
    assert.throws(() => jobs.start(workshop, first, waiting), /Someone counts/);
    assert.equal(jobs.isAnyRunning, true);
    if (end === "cancel") jobs.cancel(workshop);
    if (end === "delete") deletion.abort();
    if (end === "dispose") jobs[Symbol.dispose]();
    await settled();
    assert.equal(jobs.last(workshop)?.state, "cancelled", end);
    assert.equal(jobs.isAnyRunning, false, end);
  }
});

test("WS26 a job that fails is logged, keeps its progress, and another can be started", async () => {
  const { jobs, workshop, warnings } = scene();
  jobs.start(workshop, first, async (job) => {
    job.progress = { ...job.progress, count: 3 };
    throw new Error("the disk is full");
  });
  await settled();
  assert.deepEqual(jobs.last(workshop), { state: "cancelled", count: 3 });
  assert.equal(warnings.length, 1);
  jobs.start(workshop, first, async () => undefined);
  await settled();
  assert.equal(jobs.last(workshop)?.state, "done");
});
