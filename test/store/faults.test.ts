// Faults of the store: a kill during a write, a full or read-only disk, a removed, damaged or foreign file.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openStore } from "../../server/store/sqlite.ts";
import { scratch } from "./scratch.ts";
import { assertKept, readWriter, startWriter, startWriterOnFullDisk } from "./written.ts";

const timeout = 120_000;

test("ST12 a process that is killed while it saves loses nothing it acknowledged, in three rounds", {
  timeout,
}, async () => {
  using folder = scratch();
  let sum = 0;
  for (let round = 0; round < 3; round += 1) {
    const written = await readWriter(startWriter(folder.dir), 30 + round * 17);
    assert.deepEqual(written.refusals, []);
    await assertKept(folder.dir, written);
    sum += written.count;
  }
  assert.ok(sum >= 3 * 30, `only ${sum} saves were acknowledged`);
});

test("ST12 a process that is killed while it creates or upgrades its store leaves one that opens", {
  timeout,
}, async () => {
  const hook = new URL("./killed-at.ts", import.meta.url).href;
  const killed = fileURLToPath(new URL("./writer.ts", import.meta.url));
  for (const statement of ["create table code ", "create table usage ", "create table snippets "]) {
    using folder = scratch();
    const env = { ...process.env, NODE_OPTIONS: `--import ${hook}`, KILLED_AT: statement };
    const child = spawn(process.execPath, [killed, folder.dir], { stdio: "ignore", env });
    const [, signal] = await once(child, "exit");
    assert.equal(signal, "SIGKILL", `the process was not killed at "${statement}"`);
    await using store = await openStore({ dataDir: folder.dir });
    await store.ensureLearner("ann", 0);
  }
});

test("ST16 a process that is killed while members join keeps each acknowledged event and its member", {
  timeout,
}, async () => {
  using folder = scratch();
  const writer = fileURLToPath(new URL("./workshop-writer.ts", import.meta.url));
  const child = spawn(process.execPath, [writer, folder.dir], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 40) child.kill("SIGKILL");
  }
  await gone;
  await using store = await openStore({ dataDir: folder.dir });
  const [workshop] = await store.workshops();
  const seqs = (workshop?.events ?? []).map(({ seq }) => seq);
  assert.ok(acknowledged >= 40 && seqs.length >= acknowledged, `${seqs.length} of ${acknowledged} events are kept`);
  assert.deepEqual(
    seqs,
    seqs.map((_, index) => index + 1),
  );
  assert.equal(workshop?.records.length, seqs.length);
});

test("ST13 a full disk refuses with a sentence, and acknowledged saves stay", { timeout }, async () => {
  using folder = scratch();
  const written = await readWriter(startWriterOnFullDisk(folder.dir));
  assert.ok(written.count > 0, "nothing was saved before the disk was full");
  assert.equal(written.refusals.length, 4, "each of the four writers is refused");
  for (const refusal of written.refusals) assert.match(refusal, /^refused (full|failed) The disk that holds the store/);
  await assertKept(folder.dir, written);
});

test("ST13 a folder that cannot be written is refused with a sentence", { timeout }, async () => {
  using folder = scratch();
  const locked = join(folder.dir, "locked");
  mkdirSync(locked);
  chmodSync(folder.dir, 0o755);
  chmodSync(locked, 0o555);
  const { refusals } = await readWriter(startWriter(locked, "nobody"));
  assert.match(refusals.join(), /^refused read-only The store .*ws101\.db cannot be written\./);
});

test("ST13 a path that is not a folder is refused with a sentence", async () => {
  using folder = scratch();
  writeFileSync(join(folder.dir, "file"), "");
  for (const dataDir of [join(folder.dir, "file"), join(folder.dir, "file", "data")])
    await assert.rejects(openStore({ dataDir }), { code: "read-only" });
});

test("ST13 a folder that cannot be created is refused with a sentence, also under /proc", {
  timeout: 10_000,
}, async (t) => {
  if (process.platform !== "linux") return t.skip("no /proc");
  // In a process of its own, which a loop without an end would block.
  const { refusals } = await readWriter(startWriter("/proc/ws101/data"));
  assert.match(refusals.join(), /^refused read-only The store .*ws101\.db cannot be written\./);
});

test("ST13 saves are refused once the store's file has been removed, instead of being lost", async () => {
  using folder = scratch();
  await using store = await openStore({ dataDir: folder.dir });
  await store.ensureLearner("ann", 0);
  rmSync(join(folder.dir, "ws101.db"));
  await assert.rejects(store.ensureLearner("ben", 0), { code: "failed", message: /removed or replaced/ });
});

test("ST13 only the owner can read the store, which holds the session secret", async (t) => {
  if (process.platform === "win32") return t.skip("no file modes");
  using folder = scratch();
  const dataDir = join(folder.dir, "data");
  await using store = await openStore({ dataDir });
  await store.ensureLearner("ann", 0);
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  for (const file of readdirSync(dataDir)) assert.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file);
});

test("ST14 a file that is not a database is refused and not changed", async () => {
  using folder = scratch();
  const file = join(folder.dir, "ws101.db");
  writeFileSync(file, "these are my shopping lists\n".repeat(500));
  await assert.rejects(openStore({ dataDir: folder.dir }), { code: "corrupt", message: /not a database/ });
  assert.equal(readFileSync(file, "utf8"), "these are my shopping lists\n".repeat(500));
});

test("ST14 a damaged file is refused with a sentence", async () => {
  using folder = scratch();
  await fill(folder.dir);
  const file = join(folder.dir, "ws101.db");
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096 * 2);
  writeFileSync(file, bytes);
  await assert.rejects(openStore({ dataDir: folder.dir }), { code: "corrupt", message: /damaged/ });
});

async function fill(dataDir: string): Promise<void> {
  await using store = await openStore({ dataDir });
  await store.ensureLearner("ann", 0);
  for (let n = 0; n < 200; n += 1) {
    const source = `${n} ${"x".repeat(2_000)}`;
    await store.saveCode({ learner: "ann", lesson: "echo", style: "loop", source, nowMs: n });
  }
}

test("ST14 a store written by a newer ws101 is refused and not changed", async () => {
  using folder = scratch();
  await fill(folder.dir);
  const file = join(folder.dir, "ws101.db");
  sql(file, "insert into kysely_migration values ('999-from-the-future', '2036-01-01')");
  const before = readFileSync(file);
  await assert.rejects(openStore({ dataDir: folder.dir }), { code: "newer", message: /999-from-the-future/ });
  assert.deepEqual(readFileSync(file), before);
  sql(file, "delete from kysely_migration where name = '999-from-the-future'");
  await using store = await openStore({ dataDir: folder.dir });
  assert.equal((await store.latestCode("ann", "echo", "loop"))?.version, 200);
});

function sql(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

test("ST14 a second process on the same folder is refused, and the first continues", { timeout }, async () => {
  using folder = scratch();
  await using store = await openStore({ dataDir: folder.dir });
  const second = await readWriter(startWriter(folder.dir));
  assert.match(second.refusals.join(), /^refused locked Another process has the store/);
  await store.ensureLearner("ann", 0);
});
