// A process that saves as fast as it can and prints each acknowledged version, until it is killed.
import { openStore } from "../../server/store/sqlite.ts";
import { StoreError } from "../../server/store/store-error.ts";

const [dataDir, textBytes = "200"] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("writer.ts <data folder> [bytes of each text]");

const learnerCount = 4;
const maxSaves = 100_000;
const filling = "x".repeat(Number(textBytes));

/** On Linux, Node writes to a pipe synchronously: what was printed survives a kill of this process. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function saveWith(index: number): Promise<void> {
  const learner = `learner ${index}`;
  await store.ensureLearner(learner, Date.now());
  for (let n = 0; n < maxSaves; n += 1) {
    const source = `${n} ${filling}`;
    const { version } = await store.saveCode({ learner, lesson: "echo", style: "loop", source, nowMs: Date.now() });
    if (n % 3 === 0) await store.markLoaded(learner, "echo", version);
    print(`saved ${index} ${version} ${n} ${n % 3 === 0}`);
  }
}

function printRefusal(reason: unknown): void {
  print(reason instanceof StoreError ? `refused ${reason.code} ${reason.message}` : `threw ${reason}`);
}

async function saveWithAllLearners(): Promise<void> {
  const outcomes = await Promise.allSettled(Array.from({ length: learnerCount }, (_, index) => saveWith(index)));
  for (const outcome of outcomes) if (outcome.status === "rejected") printRefusal(outcome.reason);
  await store.close().catch(printRefusal);
}

const store = await openStore({ dataDir }).catch((reason) => {
  printRefusal(reason);
  process.exit();
});
await saveWithAllLearners();
