// A check plays the server for a client that the learner writes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { oneCheck } from "./handlers.ts";
import { openRig, type Rig, verdictOn, verdicts } from "./rig.ts";

let rig: Rig;

before(async () => {
  rig = await openRig();
});

after(() => rig[Symbol.asyncDispose]());

const file = (client: string) => `import { DialFailed, sleep, timeout, type Dial, type Socket } from "ws101";
export default async function handle(socket: Socket) { for await (const message of socket) if (message.type === "text") await socket.send("handled"); }
export async function client(dial: Dial): Promise<void> { ${client} }
`;

const greeting = file(`const socket = await dial("/room?last=7");
  await socket.send("hello");
  for await (const message of socket) if (message.type === "text") await socket.send(message.data.toUpperCase());`);

test("DI1 each dial becomes an ordinary socket, whose server is the check", async () => {
  const body = `const server = await accept(); if (server.url !== "/room?last=7") fail(server.url);
    await server.expect.text("hello"); server.send("x"); await server.expect.text("X");
    const a = await connect(); a.send("y"); await a.expect.text("handled"); await server.expect.nothing();`;
  assert.equal(await verdictOn(rig, greeting, body), "pass");
});

test("DI1 it works next to a server in the events style", async () => {
  const events = `import { WebSocketServer } from "ws"; import type { Dial } from "ws101";
    new WebSocketServer({ port: 1 }).on("connection", (socket) => socket.send("from the server"));
    export async function client(dial: Dial) { const socket = await dial(); await socket.send("é"); }`;
  assert.equal(await verdictOn(rig, events, `const server = await accept(); await server.expect.text("é");`), "pass");
});

const retrying = file(`for (let waitMs = 100; ; waitMs *= 2) {
    try {
      const socket = await dial();
      for await (const message of socket) if (message.type === "text") await socket.send(message.data);
      waitMs = 50;
    } catch (error) { if (!(error instanceof DialFailed) || error.status !== 503) throw error; }
    await sleep(waitMs);
  }`);

test("DI2 a refused dial rejects with the status, and the waits between dials are judged on the room's clock", async () => {
  const body = `const at = [];
    for (let i = 0; i < 3; i++) { await accept({ refuse: 503 }); at.push(clock.now()); }
    const server = await accept(); at.push(clock.now());
    if (at.join() !== "0,100,300,700") fail(at.join());
    server.send("one"); await server.expect.text("one"); server.terminate();
    const next = await accept(); next.send("two"); await next.expect.text("two"); next.close(1001, "bye");
    await accept();`;
  assert.equal(await verdictOn(rig, retrying, body), "pass");
});

test("DI2 a dial is asked for with the time that passes, and costs no request of its own", async () => {
  const ran = await rig.runCheck(
    retrying,
    oneCheck(
      "for (let n = 0; n < 8; n++) await accept({ refuse: 503 }); if (clock.now() !== 12_700) fail(String(clock.now()));",
    ),
  );
  assert.deepEqual(verdicts(ran), ["pass"]);
  assert.ok(ran.requests <= 30, `${ran.requests} requests`);
});

test("DI2 a client that does not dial in time fails the check, and one that is missing or throws is an error", async () => {
  assert.equal(
    await verdictOn(rig, file("await sleep(5_001);"), "await accept({ withinMs: 5_000 });"),
    "fail: The client did not connect within 5 s.",
  );
  const missing = "export default async function handle() {}";
  assert.match(
    await verdictOn(rig, missing, "await accept({ withinMs: 1 });"),
    /^error: .*export async function client\(dial\)/,
  );
  const throwing = file("await dial(); throw new TypeError('mine');");
  assert.match(
    await verdictOn(rig, throwing, `await accept(); await accept({ withinMs: 1 });`),
    /^error: .*line 3.*mine/,
  );
});

test("DI2 a dial that the client gives up is not accepted", async () => {
  const giving = file(`const first = await dial("/first");
    await timeout(1000, (signal) => dial("/late", { signal })).catch(() => first.send("gave up"));
    await dial("/next");`);
  const body = `const server = await accept(); await clock.advance({ seconds: 1 }); await server.expect.text("gave up");
    const { url } = await accept(); if (url !== "/next") fail(url);`;
  assert.equal(await verdictOn(rig, giving, body), "pass");
});
