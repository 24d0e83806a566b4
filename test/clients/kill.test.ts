// `kill -9` of each process while it works: what was acknowledged stays, and everything recovers by itself.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { Learner } from "../bench/learner.ts";
import { lessonsDir } from "../bench/lessons.ts";
import { isAlive } from "../bench/processes.ts";
import { type Kind, type Server, startServer } from "../bench/server.ts";
import { Saver } from "./saver.ts";
import { until } from "./until.ts";

const timeout = 120_000;
const savers = 4;
/** Killed processes are expected here, so the server does not log them. */
const quiet = { LOG_LEVEL: "silent" };
/** No spare takes over: the server starts much faster. */
const withoutSpares = { ...quiet, SPARES: "none" };

/** For all tests but that of the front: each leaves it recovered. */
const server = await startServer({ env: quiet });
after(() => server[Symbol.asyncDispose]());

test("HO2 killing a host loses no acknowledged code, and its rooms respond again by themselves", {
  timeout,
}, async (t) => {
  using crowd = await startSaving(server);
  await crowd.moreSaves(5);
  const killed = await killActiveHost(server);
  const began = performance.now();
  await crowd.moreSaves(1);
  t.diagnostic(`everyone's saves were acknowledged again ${(performance.now() - began).toFixed(0)} ms after the kill`);
  await crowd.moreSaves(5);
  assert.ok(!(await server.activeHosts()).includes(killed));
  await crowd.assertNothingLost(server, t);
});

test("HO2 a client of a killed host is cut off, reconnects, and is answered", { timeout }, async (t) => {
  using learner = await Learner.arrive(server.url);
  const { url } = await learner.save("echo", readFileSync(join(lessonsDir, "02-echo/loop/solution.ts"), "utf8"));
  const socket = new WebSocket(url).on("error", () => undefined);
  await once(socket, "open");
  const cut = once(socket, "close");
  await killActiveHost(server);
  const began = performance.now();
  await cut;
  assert.equal(await echoAgain(url), "hello again");
  t.diagnostic(`echo again ${(performance.now() - began).toFixed(0)} ms after the kill`);
});

/** Reconnects immediately when refused, as a page does. */
function echoAgain(url: string): Promise<string> {
  return until("an echo after the host was killed", async () => {
    const socket = new WebSocket(url).on("error", () => undefined);
    try {
      await once(socket, "open");
      socket.send("hello again");
      const [data] = await Promise.race([once(socket, "message"), once(socket, "close").then(() => [null])]);
      return data === null ? null : String(data);
    } catch {
      return null;
    } finally {
      socket.terminate();
    }
  });
}

test("HO2 with the spare killed too, rooms reopen as soon as there is a new host", { timeout }, async (t) => {
  using crowd = await startSaving(server);
  await crowd.moreSaves(5);
  killAll(server, "host");
  await crowd.moreSaves(5);
  await crowd.assertNothingLost(server, t);
});

test("CO11 killing the compiler loses no acknowledged save, and later saves compile", {
  timeout,
}, async (t) => {
  using crowd = await startSaving(server);
  await crowd.moreSaves(5);
  killAll(server, "compiler");
  await crowd.moreSaves(5);
  await crowd.assertNothingLost(server, t);
});

test("CH17 killing the checker during a run ends that run, and the next run passes", { timeout }, async () => {
  using learner = await Learner.arrive(server.url);
  await learner.save("echo", readFileSync(join(lessonsDir, "02-echo/loop/solution.ts"), "utf8"));
  assert.equal((await learner.check("echo", "loop")).status, "pass");
  const runs = Array.from({ length: 4 }, () => learner.at(server.url).check("echo", "loop"));
  killAll(server, "checks");
  for (const outcome of await Promise.allSettled(runs)) {
    if (outcome.status === "fulfilled")
      assert.notEqual(outcome.value.status, "fail", "a crash of ours is not the learner's mistake");
  }
  const passed = await until("a run that passes", async () => {
    const { status } = await learner.check("echo", "loop");
    return status === "pass" ? status : null;
  });
  assert.equal(passed, "pass");
  assert.match((await learner.code("echo")).source, /handle/);
});

test("UP58 killing the front loses no acknowledged save, and leaves no process behind", {
  timeout,
}, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "ws101-kill-"));
  try {
    await using server = await startServer({ env: withoutSpares, dataDir });
    using crowd = await startSaving(server);
    await crowd.moreSaves(5);
    const orphans = server.allPids().slice(1);
    await server.kill();
    await crowd.stop();
    await until("the end of all processes of a killed front", async () => (orphans.some(isAlive) ? null : true));
    await using again = await startServer({ env: withoutSpares, dataDir });
    await crowd.assertNothingLost(again, t);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

interface Crowd extends Disposable {
  /** Waits until each learner has this many more acknowledged saves. */
  moreSaves(count: number): Promise<void>;
  stop(): Promise<void>;
  assertNothingLost(server: Server, t: TestContext): Promise<void>;
}

async function startSaving(server: Server): Promise<Crowd> {
  const all = await Promise.all(Array.from({ length: savers }, (_, lane) => Saver.arrive(server.url, lane)));
  return {
    async moreSaves(count) {
      const goals = all.map(({ kept }) => kept + count);
      const behind = () => all.some(({ kept }, lane) => kept < (goals[lane] ?? 0));
      await until(`${count} more saves of each learner`, async () => (behind() ? null : true));
    },
    async stop() {
      await Promise.all(all.map((saver) => saver.stop()));
    },
    async assertNothingLost(now, t) {
      for (const saver of all) {
        const { kept, refused } = await saver.stop();
        t.diagnostic(`${kept} saves acknowledged, ${refused} refused`);
        await saver.assertNothingLost(now.url);
      }
    },
    [Symbol.dispose]() {
      for (const saver of all) saver[Symbol.dispose]();
    },
  };
}

async function killActiveHost(server: Server): Promise<number> {
  const [pid] = await server.activeHosts();
  assert.ok(pid !== undefined, "no host takes rooms");
  process.kill(pid, "SIGKILL");
  return pid;
}

function killAll(server: Server, kind: Kind): void {
  const pids = server.pidsOf(kind);
  assert.ok(pids.length > 0, `no ${kind} is running`);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}
