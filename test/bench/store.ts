// The store alone: sequential saves, and 300 learners saving at once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openStore } from "../../server/store/sqlite.ts";
import type { Store } from "../../server/store/store.ts";
import { type Row, spreadRows } from "./figures.ts";

const saves = 1_000;
const crowd = 300;
const barMs = 0.6;
const filling = "// two kilobytes of a learner's code\n".repeat(55);

export async function* benchStore(): AsyncGenerator<Row> {
  const dataDir = mkdtempSync(join(tmpdir(), "ws101-bench-store-"));
  try {
    await using store = await openStore({ dataDir });
    yield* spreadRows("store", "a save of 2 KB, committed", await oneByOne(store), { p50Bar: barMs });
    yield* await allAtOnce(store);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function oneByOne(store: Store): Promise<readonly number[]> {
  await store.ensureLearner("ann", Date.now());
  const samples: number[] = [];
  for (let n = 0; n < saves; n += 1) samples.push(await timed(() => save(store, "ann", n)));
  return samples.slice(saves / 10);
}

async function allAtOnce(store: Store): Promise<readonly Row[]> {
  const learners = Array.from({ length: crowd }, (_, n) => `learner ${n}`);
  await Promise.all(learners.map((learner) => store.ensureLearner(learner, Date.now())));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const samples = await Promise.all(learners.map((learner, n) => timed(() => save(store, learner, n))));
  delay.disable();
  return [
    ...spreadRows("store", `${crowd} learners save at once`, samples),
    {
      part: "store",
      what: "longest stall of the caller's event loop meanwhile",
      value: delay.max / 1e6,
      unit: "ms",
    },
  ];
}

function save(store: Store, learner: string, n: number) {
  return store.saveCode({ learner, lesson: "echo", style: "loop", source: `${n} ${filling}`, nowMs: Date.now() });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
