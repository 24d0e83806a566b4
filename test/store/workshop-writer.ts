// A process in which members join a workshop as fast as they can; it prints each acknowledged event until it is killed.
import { openStore } from "../../server/store/sqlite.ts";
import { sharedState } from "./workshop-contract.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("workshop-writer.ts <data folder>");

const maxMembers = 10_000;
const store = await openStore({ dataDir });
await store.createWorkshop(sharedState("w1"));

for (let seq = 1; seq <= maxMembers; seq += 1) {
  const id = `m${seq}`;
  const record = { id, learner: `learner ${id}`, nameKey: id, codeHash: id };
  const event = { seq, atMs: Date.now(), event: { type: "joined", member: id, name: id } } as const;
  await store.appendToWorkshop({ workshop: "w1", events: [event], records: [record], nowMs: Date.now() });
  process.stdout.write(`${seq}\n`);
}
