// The resilience table: what one attack, one failure or one full classroom does to everyone else.
import type { Row } from "../figures.ts";
import { abandoned } from "./abandoned.ts";
import { classroom } from "./classroom.ts";
import { besideAttack } from "./neighbours.ts";
import { frontRestarted, hostKilled } from "./recovery.ts";
import { slowSaves } from "./saves.ts";
import { smallHeap } from "./small-heap.ts";
import { Stage, type Trial, within } from "./stage.ts";

const trialMs = 75_000;

const trials: readonly Trial[] = [
  hostKilled,
  frontRestarted,
  besideAttack({
    name: "pings",
    lastsMs: 50_000,
    from: ["127.0.0.1"],
    p99BarMs: 60,
    before: { p99: "1006 for all", lost: "every host" },
  }),
  besideAttack({
    name: "volley",
    lastsMs: 30_000,
    from: ["127.0.0.1", "127.0.1.1"],
    p99BarMs: 100,
    before: { p99: "5,000", lost: "15" },
  }),
  besideAttack({
    name: "printers",
    lastsMs: 50_000,
    from: ["127.0.0.1", "127.0.1.1", "127.0.1.2", "127.0.1.3"],
    p99BarMs: 60,
    frontGrowthBarMib: 100,
    before: { p99: "470", lost: "30", growth: "gigabytes" },
  }),
  abandoned,
  smallHeap,
  slowSaves,
  classroom,
];

export const trialNames = trials.map(({ name }) => name);

/** Runs one trial, or all: each with a server of its own, one after the other. A trial that fails does not end the rest. */
export async function* benchResilience(only: string | undefined, skipped: (why: string) => void): AsyncGenerator<Row> {
  for (const trial of trials) {
    if (only !== undefined && only !== trial.name) continue;
    const rows: Row[] = [];
    const failure = await play(trial, rows).catch((error: Error) => error);
    yield* rows;
    if (failure === undefined) continue;
    skipped(`${trial.name}: ${failure.message}`);
    process.exitCode = 1;
  }
}

/** Rows that come after the deadline describe a server that is being shut down. */
async function play(trial: Trial, rows: Row[]): Promise<undefined> {
  await using stage = new Stage();
  let isOver = false;
  const collect = async () => {
    for await (const row of trial.run(stage)) if (!isOver) rows.push(row);
  };
  await within(trialMs, collect()).finally(() => {
    isOver = true;
  });
}
