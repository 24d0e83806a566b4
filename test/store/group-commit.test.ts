// Many saves at once cost few commits: counted in SQLite's own write-ahead log.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../../server/store/sqlite.ts";
import { scratch } from "./scratch.ts";

const learnersAtOnce = 300;

test("ST12 300 learners who save simultaneously share a handful of commits", async () => {
  using folder = scratch();
  await using store = await openStore({ dataDir: folder.dir });
  const learners = Array.from({ length: learnersAtOnce }, (_, n) => `learner ${n}`);
  await Promise.all(learners.map((learner) => store.ensureLearner(learner, 0)));
  const before = commitsIn(folder.dir);
  const saves = learners.map((learner) =>
    store.saveCode({ learner, lesson: "echo", style: "loop", source: `mine: ${learner}`, nowMs: 1 }),
  );
  assert.ok((await Promise.all(saves)).every(({ version }) => version === 1));
  const commits = commitsIn(folder.dir) - before;
  assert.ok(commits >= 1 && commits <= 30, `${commits} commits for ${learnersAtOnce} saves`);
});

test("ST12 successive saves are one commit each, which proves that the count above is right", async () => {
  using folder = scratch();
  await using store = await openStore({ dataDir: folder.dir });
  await store.ensureLearner("ann", 0);
  const before = commitsIn(folder.dir);
  for (let n = 0; n < 20; n += 1) {
    await store.saveCode({ learner: "ann", lesson: "echo", style: "loop", source: `text ${n}`, nowMs: n });
  }
  assert.equal(commitsIn(folder.dir) - before, 20);
});

/** Frames of the log that end a transaction: their header contains the database's size (sqlite.org/fileformat2 §4.1). */
function commitsIn(dataDir: string): number {
  const log = readFileSync(join(dataDir, "ws101.db-wal"));
  const pageBytes = log.readUInt32BE(8);
  const frameBytes = 24 + pageBytes;
  let commits = 0;
  for (let at = 32; at + frameBytes <= log.length; at += frameBytes) if (log.readUInt32BE(at + 4) !== 0) commits += 1;
  return commits;
}
