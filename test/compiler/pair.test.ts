import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Pair } from "../../server/processes/pair.ts";
import { isAlive, until } from "./alive.ts";

/** A pair of children that run `source`, and what was heard of it. */
async function pairOf(source: string) {
  const folder = await mkdtemp(join(tmpdir(), "ws101-pair-"));
  const main = join(folder, "main.mjs");
  await writeFile(main, source);
  const heard: unknown[] = [];
  const broken: string[] = [];
  let lost = 0;
  const pair = new Pair({
    main,
    execArgv: [],
    onMessage: (message) => heard.push(message),
    onReady: () => undefined,
    onLost: () => lost++,
    onBroken: (reason) => broken.push(reason),
    log: () => undefined,
  });
  return {
    pair,
    heard,
    broken,
    lost: () => lost,
    async [Symbol.asyncDispose]() {
      await pair[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const echo = `process.on("message", (m) => process.send(m)); process.on("disconnect", () => process.exit()); process.send({ type: "ready" });`;

test("CO14 the spare takes over at once, a new spare is made, and what a lost one says late is not heard", async () => {
  await using own = await pairOf(echo);
  await until(() => own.pair.pid !== undefined, "a child is ready");
  const pids = new Set<number>();
  for (let round = 1; round <= 4; round++) {
    const { pid } = own.pair;
    assert.ok(pid !== undefined && !pids.has(pid), "another process is at work");
    pids.add(pid);
    assert.ok(own.pair.send({ round }));
    await until(() => own.heard.length === round, "it answered");
    own.pair.replace();
    await until(() => own.lost() === round, "it is lost");
    await until(() => own.pair.pid !== undefined, "the spare is at work");
    assert.ok(!isAlive(pid));
  }
});

test("CO14 a process that cannot start is said to be so, in its own words, and tried again", async () => {
  await using own = await pairOf(`console.error("no engine in this house"); process.exit(1);`);
  await until(() => own.broken.length >= 2, "it gave up twice");
  assert.match(own.broken[0] ?? "", /no engine in this house/);
  assert.equal(own.pair.send({ any: "thing" }), false);
});
