// A process that saves as fast as it can and says each version once it was acknowledged; somebody ends it in the middle.
import { openStore } from "../../server/store/sqlite.ts";
import { StoreError } from "../../server/store/store-error.ts";

const [dataDir, textBytes = "200"] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("writer.ts <data folder> [bytes of each text]");

const lanes = 4;
const mostSaves = 100_000;
const filling = "x".repeat(Number(textBytes));

/** Node writes to a pipe before it goes on (on Linux): what was said stays said when this process is killed. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function saveOn(lane: number): Promise<void> {
  const learner = `learner ${lane}`;
  await store.ensureLearner(learner, Date.now());
  for (let n = 0; n < mostSaves; n += 1) {
    const source = `${n} ${filling}`;
    const { version } = await store.saveCode({ learner, lesson: "echo", style: "loop", source, nowMs: Date.now() });
    if (n % 3 === 0) await store.markLoaded(learner, "echo", version);
    say(`saved ${lane} ${version} ${n} ${n % 3 === 0}`);
  }
}

function sayRefusal(reason: unknown): void {
  say(reason instanceof StoreError ? `refused ${reason.code} ${reason.message}` : `threw ${reason}`);
}

async function saveOnAllLanes(): Promise<void> {
  const outcomes = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => saveOn(lane)));
  for (const outcome of outcomes) if (outcome.status === "rejected") sayRefusal(outcome.reason);
  await store.close().catch(sayRefusal);
}

const store = await openStore({ dataDir }).catch((reason) => {
  sayRefusal(reason);
  process.exit();
});
await saveOnAllLanes();
