import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { within } from "../host/support/deadline.ts";
import { until } from "../processes/alive.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer, Refused } from "./peer.ts";
import { connectRaw, exchange, readToEnd, upgradeRequest } from "./raw.ts";
import { childrenOf, scratch, serve } from "./serving.ts";
import { Visitor } from "./visitor.ts";

const badHost = fileURLToPath(new URL("bad-host.ts", import.meta.url));

/** A handler whose compiled code holds `word`: what a misbehaving host looks for. */
const marked = (word: string) => `export default () => "${word}";\n`;

/** Comes again at once while it is refused or cut; the deadline is the test's. */
async function dialAgain(url: string, ms: number, onRefused = (_error: unknown) => {}): Promise<Peer> {
  const deadline = performance.now() + ms;
  for (;;) {
    const peer = await Peer.connect(url).catch((error: unknown) => error);
    if (peer instanceof Peer) return peer;
    if (performance.now() > deadline) throw peer;
    onRefused(peer);
  }
}

test("RO25 a host starts with an empty environment, and can neither write, nor start programs, nor read other files", async (t) => {
  if (process.platform !== "linux") return t.skip("reads /proc");
  await using server = await serve();
  const [pid] = server.app.hostPids();
  const names = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").filter(Boolean);
  assert.deepEqual(names.map((entry) => entry.split("=")[0]).toSorted(), [
    "NODE_CHANNEL_FD",
    "NODE_CHANNEL_SERIALIZATION_MODE",
  ]);
  const argv = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0");
  assert.ok(argv.includes("--permission"));
  assert.deepEqual(
    argv.filter((arg) => arg.startsWith("--allow")).filter((arg) => !arg.startsWith("--allow-fs-read=/")),
    ["--allow-worker"],
  );
});

test("HO2 a killed and a frozen host are replaced, and their rooms respond again", async (t) => {
  await using server = await serve({ limits: { hostSilentMs: 1_000 }, config: { spares: "eager" } });
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("mine"));
  for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
    using peer = await dialUntil(url, "mine");
    const [pid = 0] = server.app.hostPids();
    const began = performance.now();
    process.kill(pid, signal);
    await peer.ended();
    using _again = await dialUntil(url, "mine");
    t.diagnostic(`echo again ${(performance.now() - began).toFixed(0)} ms after ${signal}`);
    assert.ok(!server.app.hostPids().includes(pid));
  }
});

test("HO4 a room opens on the host with the fewest rooms, and rooms on other hosts are not affected by a loss", async () => {
  await using server = await serve({ config: { hosts: 2 } });
  using one = new Visitor(server.url);
  using two = new Visitor(server.url);
  using first = await Peer.connect((await one.load(echo("one"))).url);
  using second = await Peer.connect((await two.load(echo("two"))).url);
  const [pid = 0] = server.app.hostPids();
  process.kill(pid, "SIGKILL");
  await first.ended();
  assert.equal(await second.request("here"), "two:here");
  assert.equal(second.socket.readyState, second.socket.OPEN);
});

test("HO5 code that kills two hosts stops its room with the fault `stuck` until other code is loaded; other rooms reopen", async () => {
  await using server = await serve({ hostEntry: badHost, limits: { hostSilentMs: 500 } });
  using good = new Visitor(server.url);
  using bad = new Visitor(server.url);
  await good.load(marked("GOOD"));
  await bad.load(marked("GOOD"));
  using page = await Page.open(server.gate, bad.cookie);
  await page.follow("echo");
  const answer = await bad.save(marked("HANG"));
  assert.equal(answer.status, 200);
  assert.equal(answer.saved?.fault?.kind, "stuck");
  assert.match(answer.saved?.fault?.message ?? "", /hostSilentMs/);
  assert.equal((await page.next("fault")).fault.kind, "stuck");
  await assert.rejects(Peer.connect(answer.saved?.url ?? ""), /503.*stopped/);
  assert.equal((await good.load(marked("GOOD again"))).serving, 2);
  assert.equal((await bad.load(marked("GOOD again"))).version, 3);
});

test("HO6 a host that crashes or sends an unknown message is replaced; the save in progress succeeds or reports the failure", async (t) => {
  for (const word of ["CRASH", "NONSENSE"]) {
    await t.test(`HO6 ${word}`, async () => {
      await using server = await serve({ hostEntry: badHost });
      using visitor = new Visitor(server.url);
      await visitor.load(marked("GOOD"));
      const before = server.app.hostPids();
      const { status } = await visitor.save(marked(word));
      assert.ok(status === 200 || status === 503, String(status));
      assert.notDeepEqual(server.app.hostPids(), before);
      assert.equal((await visitor.load(marked("GOOD again"))).version, 3);
    });
  }
});

test("HO6 a host's events about a room of another host are ignored", async () => {
  await using server = await serve({ hostEntry: badHost, config: { hosts: 2 } });
  using victim = new Visitor(server.url);
  using attacker = new Visitor(server.url);
  const { room } = await victim.load(marked("GOOD"));
  using page = await Page.open(server.gate, victim.cookie);
  await page.follow("echo");
  await attacker.load(marked(`FOREIGN ${room} `));
  await victim.load(marked("GOOD again"));
  await page.next("load", ({ version }) => version === 2);
  const lines = page.messages.filter((event) => event.type === "console").flatMap((event) => event.lines);
  assert.equal(lines.length, 2, "only those of its own two loads");
});

test("HO8 a server whose hosts cannot start reports why and leaves nothing behind", async (t) => {
  const dataDir = scratch();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const config = { ...readConfig({ PORT: "0", DATA_DIR: dataDir }), logLevel: "silent" as const, hosts: 1 };
  await assert.rejects(createApp(config, { hostEntry: "/nowhere/host.ts" }), /Host \d is gone/);
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap"),
    [],
  );
  assert.deepEqual(childrenOf(process.pid), []);
});

test("HO2 hosts are not replaced because the front itself was blocked", async () => {
  await using server = await serve({ limits: { hostSilentMs: 500 } });
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("mine"));
  using peer = await Peer.connect(url);
  const before = server.app.hostPids();
  // Nothing of this process runs meanwhile, and others have the CPU.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
  assert.equal(await peer.request("still"), "mine:still");
  // Four beats of its host.
  await sleep(1_000);
  assert.deepEqual(server.app.hostPids(), before);
});

test("HO2 a spare that takes over is replaced, so that the next loss finds one", async () => {
  await using server = await serve({ config: { spares: "eager" } });
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("mine"));
  for (let round = 0; round < 2; round++) {
    const [pid = 0] = server.app.hostPids();
    process.kill(pid, "SIGKILL");
    using peer = await dialUntil(url, "mine");
    assert.equal(await peer.request("round"), "mine:round");
  }
});

test("HO10 a host that is silent but gets on with its work is not replaced", async () => {
  await using server = await serve({ hostEntry: badHost, limits: { hostSilentMs: 400 } });
  using visitor = new Visitor(server.url);
  const before = server.app.hostPids();
  assert.equal((await visitor.load(marked("BUSY"))).serving, 1);
  assert.deepEqual(server.app.hostPids(), before);
});

test("HO10 no room is blamed for a host that was stopped while the room ran", async () => {
  await using server = await serve({ hostEntry: badHost, limits: { hostSilentMs: 400 } });
  using visitor = new Visitor(server.url);
  const answer = await visitor.save(marked("FREEZE"));
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.text, /Two hosts were lost/);
  assert.doesNotMatch(answer.text, /stuck|blocked its process/);
});

/** Takes some 50 ms to load. */
const slowToLoad = (mark: string) => `for (let i = 0; i < 700_000; i++);\n${echo(mark)}`;
const roomsInStorm = 16;

test("HO9 when a host is lost, clients that return at once find their rooms, and no further host is lost", async (t) => {
  await using server = await serve({ limits: { hostSilentMs: 400 }, config: { spares: "eager" } });
  using visitor = new Visitor(server.url);
  const visitors = Array.from({ length: roomsInStorm }, () => new Visitor(server.url));
  t.after(() => visitors.map((each) => each[Symbol.dispose]()));
  const urls: string[] = [];
  for (const [index, each] of visitors.entries()) urls.push((await each.load(slowToLoad(`room ${index}`))).url);
  const peers = await Promise.all(urls.map((url) => Peer.connect(url)));
  process.kill(server.app.hostPids()[0] ?? 0, "SIGKILL");
  await Promise.all(peers.map((peer) => peer.ended()));
  const refusals = new Set<string>();
  const onRefused = (error: unknown) => refusals.add(error instanceof Refused ? String(error.status) : String(error));
  await Promise.all(
    urls.map(async (url, index) => {
      using again = await dialAgain(url, 30_000, onRefused);
      assert.equal(await again.request("back"), `room ${index}:back`);
    }),
  );
  // The front may not know yet that the host is gone: a client on its way there is cut off (HO2).
  const expected = new Set(["503", "Error: socket hang up"]);
  assert.deepEqual([...refusals.difference(expected)], []);
  assert.match((await visitor.call("/metrics")).text, /^ws101_hosts_lost_total 1$/m);
});

test("HO9 a room that no one needs stays closed after its host is lost; one that a page watches reopens", async () => {
  await using server = await serve({ config: { spares: "eager" } });
  using watched = new Visitor(server.url);
  using idle = new Visitor(server.url);
  await idle.load(echo("idle"));
  await watched.load(echo("watched"));
  using page = await Page.open(server.gate, watched.cookie);
  await page.follow("echo");
  process.kill(server.app.hostPids()[0] ?? 0, "SIGKILL");
  await page.next("state", ({ state }) => state.state === "waiting");
  await page.next("state", ({ state }) => state.state === "running");
  // The page may know before the server counts it; a save is answered after that.
  await watched.load(echo("watched"));
  assert.match((await watched.call("/metrics")).text, /^ws101_rooms 1$/m);
});

test("HO9 an upgrade whose room does not open in time is refused with 503 and Retry-After", async () => {
  await using server = await serve({ hostEntry: badHost, limits: { openMs: 300 } });
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(marked("GOOD SECOND-LOAD-SILENT"));
  const [pid = 0] = server.app.hostPids();
  process.kill(pid, "SIGKILL");
  await until(() => !server.app.hostPids().includes(pid), "the host is gone");
  // Much later, its host's missing reply would be noticed.
  const answer = await within(exchange(server.url, upgradeRequest(`/ws/${room}`)), "no response came in time", 20_000);
  assert.match(answer, /^HTTP\/1\.1 503 /);
  assert.match(answer, /^Retry-After: 1$/m);
  assert.match(answer, /"detail":"(The room is being reopened|No host is available right now)/);
});

test("HO2 sockets on their way into a host that dies are refused with 503 or closed, and none waits", async () => {
  await using server = await serve({ limits: { hostSilentMs: 500 }, config: { spares: "eager" } });
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(echo("mine"));
  process.kill(server.app.hostPids()[0] ?? 0, "SIGSTOP");
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const socket = await connectRaw(server.url);
      socket.on("error", () => undefined);
      socket.write(upgradeRequest(`/ws/${room}`));
      return readToEnd(socket);
    }),
  );
  const refused = answers.filter((answer) => /^HTTP\/1\.1 503 /.test(answer) && /^Retry-After: 1\r?$/m.test(answer));
  // The first was sent already: what its host did with it is unknown.
  assert.equal(refused.length, 5, JSON.stringify(answers));
});

/** The socket of a host that was just killed may still open; one that answers is wanted. */
async function dialUntil(url: string, mark: string): Promise<Peer> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const peer = await dialAgain(url, 5_000);
    const answer = await Promise.race([peer.request("?").catch(() => null), peer.closed.then(() => null)]);
    if (answer === `${mark}:?`) return peer;
    peer[Symbol.dispose]();
  }
  throw new Error("no socket answered");
}

test("SD3 what a room has stored survives the loss of its host", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(`import { storage, type Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (message.data === "set") storage.set("kept", "value");
    await socket.send(String(storage.get("kept")));
  }
}
`);
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("set"), "value");
  // The host reports what was stored before it answers these.
  for (let i = 0; i < 20; i++) await peer.request("get");
  const [pid = 0] = server.app.hostPids();
  process.kill(pid, "SIGKILL");
  await peer.ended();
  using again = await dialAgain(url, 10_000);
  assert.equal(await again.request("get"), "value");
});
