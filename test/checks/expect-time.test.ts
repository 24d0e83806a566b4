// Expectations about refusals, time and slow clients.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { events, mute, oneCheck } from "./handlers.ts";
import { openRig, verdictOn, verdicts } from "./rig.ts";

const rig = await openRig({ closeMs: 30_000 });
after(() => rig[Symbol.asyncDispose]());

const on = (handler: string, body: string) => verdictOn(rig, handler, body);

const connected = "const a = await connect();\n";

test("CH6 a refused upgrade can be expected, and fails whatever else the client expects", async () => {
  const guarded = `
import type { Socket, UpgradeRequest } from "ws101";
export function upgrade(request: UpgradeRequest) {
  if (request.query.get("token") !== "1") return { status: 401 };
  return { protocol: "chat" };
}
export default async function handle(socket: Socket) { await socket.send("in as " + socket.protocol); await socket.recv(); }
`;
  assert.equal(await on(guarded, `${connected} await a.expect.refused(401);`), "pass");
  assert.match(
    await on(guarded, `${connected} await a.expect.text("x");`),
    /fail: A expected text "x" but the upgrade was refused with 401/,
  );
  assert.match(
    await on(guarded, `${connected} a.send("x"); await a.expect.open();`),
    /fail: A has no connection: the handler refused it\./,
  );
  const inside = `const a = await connect({ query: { token: "1" }, protocols: ["other", "chat"] });`;
  assert.equal(
    await on(
      guarded,
      `${inside} await a.expect.text("in as chat"); if (a.protocol !== "chat") fail(a.protocol); await a.expect.open();`,
    ),
    "pass",
  );
});

test("CH7 a stepped clock advances immediately, timer by timer, with clients answering on the way", async () => {
  const ticking = events(
    `let n = 0; const t = setInterval(() => socket.send("tick " + ++n), 60_000); socket.on("close", () => clearInterval(t));`,
  );
  assert.equal(
    await on(
      ticking,
      `${connected} await clock.advance({ minutes: 3 }); for (const n of [1, 2, 3]) await a.expect.text("tick " + n); if (clock.now() !== 180_000) fail(String(clock.now()));`,
    ),
    "pass",
  );
  assert.equal(await on(ticking, `${connected} await a.expect.text("tick 1", { within: 60_000 });`), "pass");
  assert.match(
    await on(ticking, `${connected} await a.expect.text("tick 1", { within: 59_999 });`),
    /received nothing within 59.999 s/,
  );
  assert.equal(
    await on(
      ticking,
      `${connected} await clock.advance({ ms: 1 }); if ((await clock.nextTimer()) !== 59_999) fail("timer"); a.close(); await a.expect.close(); if ((await clock.nextTimer()) !== null) fail("left behind");`,
    ),
    "pass",
  );
  const heartbeat = events(`let alive = true; socket.on("pong", () => (alive = true));
  setInterval(() => { if (!alive) socket.terminate(); alive = false; socket.ping(); }, 30_000);`);
  assert.equal(
    await on(
      heartbeat,
      `${connected} const b = await connect(); b.silent = true; await clock.advance({ minutes: 10 }); await a.expect.open(); await b.expect.close(1006);`,
    ),
    "pass",
  );
});

test("CH7 the clock passes thousands of timers, and heartbeats are answered throughout", async () => {
  const busy = events(`let alive = true; let beats = 0; socket.on("pong", () => (alive = true, beats++));
  setInterval(() => {}, 7); text(() => socket.send(String(beats)));
  setInterval(() => { if (!alive) socket.terminate(); alive = false; socket.ping(); }, 1_000);`);
  const minute = `${connected} await clock.advance({ minutes: 1 }); a.send("?"); await a.expect.text("60");`;
  assert.equal(await on(busy, minute), "pass");
});

test("CH7 timers that do nothing a client could see cost no request each", async () => {
  const idle = events(`setInterval(() => {}, 1_000); setTimeout(() => socket.send("hour"), 3_600_000);`);
  const hour = `${connected} await clock.advance({ minutes: 3 }); await a.expect.text("hour", { within: 3_420_000 });`;
  const ran = await rig.runCheck(idle, oneCheck(`${hour} if (clock.now() !== 3_600_000) fail(String(clock.now()));`));
  assert.deepEqual(verdicts(ran), ["pass"]);
  assert.ok(ran.requests < 40, `${ran.requests} requests`);
});

test("CH22 a check asks its room once about a new client, and once about a reply", async () => {
  const body = `${connected} a.send("x"); await a.expect.text("x");`;
  const ran = await rig.runCheck(events("text((t: string) => socket.send(t));"), oneCheck(body));
  assert.deepEqual(verdicts(ran), ["pass"]);
  // Opening and closing the room are two more.
  assert.ok(ran.requests <= 4, `${ran.requests} requests`);
});

test("CH37 asking what is held costs no request once the room has settled", async () => {
  const wide = events(`text((t: string) => { for (const one of wss.clients) one.send(t); });`);
  const body = `${connected} const b = await connect(); a.pause(); b.send("xy"); await b.expect.text("xy");`;
  const asking = `for (let n = 0; n < 30; n++) { const held = await a.held(); if (held !== 4) fail(String(held)); }`;
  const ran = await rig.runCheck(wide, oneCheck(`${body} ${asking}`));
  assert.deepEqual(verdicts(ran), ["pass"]);
  assert.ok(ran.requests < 15, `${ran.requests} requests`);
});

test("CH7 on a real clock, expectations wait for real time", async () => {
  const soon = events(`setTimeout(() => socket.send("late"), 30);`);
  const ran = await rig.runCheck(soon, oneCheck(`${connected} await a.expect.text("late", { within: 20_000 });`), {
    clock: "real",
  });
  assert.deepEqual(verdicts(ran), ["pass"]);
  const never = await rig.runCheck(mute, oneCheck(`${connected} await a.expect.text("late", { within: 40 });`), {
    clock: "real",
  });
  assert.match(verdicts(never)[0] ?? "", /received nothing within 40 ms/);
});

test("CH7 a paused client that is closed or cut costs the check no real time", async () => {
  const room = events(`const all = (t: string) => { for (const one of wss.clients) one.send(t); };
  text(all); socket.on("close", () => all("left")); socket.on("error", () => {});`);
  const b = `${connected} const b = await connect(); a.pause();`;
  const cut = `${b} b.send("x"); await b.expect.text("x"); a.terminate(); await b.expect.text("left");`;
  assert.equal(await on(room, cut), "pass");
  const closing = events(
    `text(() => { for (const one of wss.clients) if (one !== socket) one.close(4009, "slow"); socket.send("ok"); });`,
  );
  const closed = `${b} b.send("x"); await b.expect.text("ok"); a.resume(); await a.expect.close(4009, "slow");`;
  assert.equal(await on(closing, closed), "pass");
});

test("CH7 a client that stops reading delays nothing, and receives what was queued once it resumes", async () => {
  const flood = events(`text((t) => { for (const one of wss.clients) one.send(t); });`);
  const body = `${connected} const b = await connect(); const big = "x".repeat(60_000); a.pause();
  for (let n = 0; n < 15; n++) { b.send(n + big); await b.expect.text(n + big); }
  a.resume(); const came = await a.received(); if (came.length !== 15) fail("only " + came.length);`;
  assert.equal(await on(flood, body), "pass");
});
