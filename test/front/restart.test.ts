import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { within } from "../host/support/deadline.ts";
import { echo, notTypeScript, throwsAtTop } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { childrenOf, isAlive, scratch, serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

const { NODE_COMPILE_CACHE } = process.env;
/** As the commands set it, so that the server starts as quickly. */
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
const main = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

test("FR14 a restarted server has every learner, room and text, and runs the last good version", async () => {
  const dataDir = scratch();
  try {
    let cookie = "";
    let room = "";
    {
      await using server = await serve({ dataDir });
      using visitor = new Visitor(server.url);
      ({ room } = await visitor.load(echo("kept")));
      await visitor.save(notTypeScript);
      cookie = visitor.cookie;
    }
    await using server = await serve({ dataDir });
    using visitor = new Visitor(server.url, cookie);
    const code = await visitor.code();
    assert.deepEqual([code.version, code.source, code.room], [2, notTypeScript, room]);
    const broken = await visitor.save(throwsAtTop);
    assert.deepEqual([broken.status, broken.saved?.version, broken.saved?.serving], [200, 3, 1]);
    using peer = await Peer.connect(`${server.gate}/ws/${room}`);
    assert.equal(await peer.request("again"), "kept:again");
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test("HO11 a server without free descriptors refuses sockets with a sentence, and loses no host", async (t) => {
  if (process.platform === "win32") return t.skip("no limit of open files");
  await using server = await start(main, { LIMIT_SOCKETS_PER_ROOM: "500", LIMIT_SOCKETS_PER_LEARNER: "500" }, 96);
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("mine"));
  const peers: Peer[] = [];
  t.after(() => peers.map((peer) => peer[Symbol.dispose]()));
  const refusals: unknown[] = [];
  while (peers.length < 100 && refusals.length < 5) {
    await Peer.connect(url).then(
      (peer) => peers.push(peer),
      (error: unknown) => refusals.push(error),
    );
  }
  for (const refusal of refusals) assert.match(String(refusal), /503: .*limit of open files/);
  for (const peer of peers) assert.equal(await peer.request("still"), "mine:still");
  const { text } = await visitor.call("/metrics");
  assert.match(text, /^ws101_hosts_lost_total 0$/m);
});

interface Started extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
}

/** The server in a process of its own, as people start it, with so many file descriptors. */
async function start(script = main, env: Record<string, string> = {}, descriptors = 1024): Promise<Started> {
  const dataDir = scratch();
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const command = `ulimit -n ${descriptors}; exec "$0" "$1"`;
  const child = spawn("/bin/sh", ["-c", command, process.execPath, script], {
    detached: true,
    env: { PORT: "0", DATA_DIR: dataDir, HOSTS: "1", SPARES: "none", ...compileCache, ...env },
    stdio,
  });
  const [line] = await within(once(child.stdout, "data"), "the line that says where it is did not come", 30_000);
  const url = /^ws101 is at (http:\/\/127\.0\.0\.1:\d+)$/m.exec(String(line))?.[1];
  assert.ok(url, `said ${line}`);
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await ended;
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const goodbyes = [
  // With each process and its spare; otherwise a host and a compiler.
  { how: "SIGTERM to the process", spares: "eager", send: (pid: number) => process.kill(pid, "SIGTERM") },
  { how: "SIGHUP, when its terminal closes", spares: "none", send: (pid: number) => process.kill(pid, "SIGHUP") },
  { how: "Ctrl+C: SIGINT to its group", spares: "none", send: (pid: number) => process.kill(-pid, "SIGINT") },
];

test("FR15 on a signal, every socket is closed with 1001 within 3 seconds, and the process exits with 0", async (t) => {
  for (const { how, spares, send } of goodbyes) {
    await t.test(`FR15 ${how}`, async (t) => {
      await using server = await start(main, { SPARES: spares });
      using visitor = new Visitor(server.url);
      const { url } = await visitor.load(echo("mine"));
      using peer = await Peer.connect(url);
      using page = await Page.open(server.url.replace("http", "ws"), visitor.cookie);
      await page.follow("echo");
      const ended = once(server.child, "exit");
      const children = childrenOf(server.child.pid ?? 0);
      const began = performance.now();
      send(server.child.pid ?? 0);
      const codes = await Promise.all([peer.ended(), page.peer.ended()]);
      const ms = performance.now() - began;
      t.diagnostic(`everyone was told after ${ms.toFixed(0)} ms`);
      assert.deepEqual(
        codes.map(({ code }) => code),
        [1001, 1001],
      );
      assert.ok(ms < 3_000);
      const [status] = await within(ended, "the end of the process did not come", 10_000);
      assert.equal(status, 0);
      assert.ok(children.length >= (spares === "none" ? 2 : 6) || process.platform !== "linux");
      assert.deepEqual(children.filter(isAlive), []);
    });
  }
});

test("FR15 invalid settings, missing lessons and a port in use end the start with one sentence each", async () => {
  const run = async (env: Record<string, string>) => {
    const dataDir = scratch();
    const child = spawn(process.execPath, [main], {
      env: { DATA_DIR: dataDir, ...compileCache, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    const [status] = await within(once(child, "close"), "the end of a server that cannot start did not come", 30_000);
    rmSync(dataDir, { recursive: true, force: true });
    return { status, said: Buffer.concat(said).toString() };
  };
  const wrong = await run({ PORT: "eighty", HOSTS: "0", DATABASE_URL: "postgres://x", LIMIT_CHECK_MS: "-1" });
  assert.equal(wrong.status, 1);
  for (const name of ["PORT", "HOSTS", "DATABASE_URL", "LIMIT_CHECK_MS"])
    assert.match(wrong.said, new RegExp(`${name}: .*\\.`));
  const nowhere = await run({ PORT: "0", LESSONS_DIR: "/nowhere" });
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.said, /\/nowhere/);
  await using server = await serve();
  const taken = await run({ PORT: new URL(server.url).port });
  assert.equal(taken.status, 1);
  assert.match(taken.said, /^ws101: Port \d+ is in use\. Choose another with PORT or --port\.$/m);
});

test("HO6 bytes on a host's channel that are not JSON cost that host, not the server", async () => {
  await using server = await start(fileURLToPath(new URL("bad-host-server.ts", import.meta.url)), { SPARES: "eager" });
  using visitor = new Visitor(server.url);
  await visitor.load('export default () => "GOOD";\n');
  await visitor.save('export default () => "GARBAGE";\n');
  assert.equal((await visitor.load('export default () => "GOOD again";\n')).version, 3);
  assert.equal(server.child.exitCode, null);
});
