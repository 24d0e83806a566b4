// A check asks the handler to stop, or starts it again: `shutdown` and `storage` as a handler sees them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openRig, type Rig, verdictOn } from "./rig.ts";

const connected = "const a = await connect();";
let rig: Rig;

before(async () => {
  rig = await openRig();
});

after(() => rig[Symbol.asyncDispose]());

const loop = (top: string, body: string) => `import { shutdown, storage, select, sleep, type Socket } from "ws101";
${top}
export default async function handle(socket: Socket) { ${body} }`;

const polite = loop(
  "",
  `for (;;) {
    const next = await select({ message: socket, stop: shutdown.requested });
    if (next.from === "stop") return await socket.close(1001, "back soon");
    if (next.value === null) return;
  }`,
);

const events = (body: string) => `import { WebSocketServer } from "ws"; import { shutdown, storage } from "ws101";
const wss = new WebSocketServer({ port: 1 });
${body}`;

const leaves = `const b = await connect(); await room.shutdown(); await a.expect.close(1001, "back soon"); await b.expect.close(1001);`;

test("SD1 a handler that is asked to stop closes its sockets itself, in both styles", async () => {
  assert.equal(await verdictOn(rig, polite, connected + leaves), "pass");
  const listening = events(
    `shutdown.signal.addEventListener("abort", () => { for (const socket of wss.clients) socket.close(1001, "back soon"); });`,
  );
  assert.equal(await verdictOn(rig, listening, connected + leaves), "pass");
});

test("SD1 it has its time on the room's clock, and what it leaves open is closed with 1012", async () => {
  const slow = (ms: string) =>
    events(`shutdown.signal.addEventListener("abort", () => {
    for (const socket of wss.clients) setTimeout(() => socket.close(1001), ${ms}); });`);
  assert.equal(
    await verdictOn(rig, slow("shutdown.graceMs"), `${connected} await room.shutdown(); await a.expect.close(1001);`),
    "pass",
  );
  assert.equal(
    await verdictOn(
      rig,
      slow("shutdown.graceMs + 1"),
      `${connected} await room.shutdown(); await a.expect.close(1012);`,
    ),
    "pass",
  );
});

test("SD1 a handler that does not listen is not waited for", async () => {
  const body = `${connected} await room.shutdown(); await a.expect.close(1012); if (clock.now() !== 0) fail("time passed");`;
  assert.equal(await verdictOn(rig, loop("", "for await (const message of socket);"), body), "pass");
});

test("SD1 a handler that was asked to stop gets no new sockets", async () => {
  const body = `${connected} await room.shutdown(); const b = await connect(); await b.expect.refused(503);`;
  assert.equal(await verdictOn(rig, polite, body), "pass");
});

const counting = loop(
  "let seen = 0;",
  `for await (const message of socket) if (message.type === "text") {
    seen += 1; const total = Number(storage.get("total") ?? 0) + 1; storage.set("total", total);
    await socket.send(seen + " " + total);
  }`,
);

test("SD2 what a handler has stored survives a restart, and what its modules held does not", async () => {
  const body = `${connected} a.send(""); await a.expect.text("1 1"); a.send(""); await a.expect.text("2 2");
    await room.restart(); await a.expect.close(1012); const b = await connect(); b.send(""); await b.expect.text("1 3");`;
  assert.equal(await verdictOn(rig, counting, body), "pass");
});

test("SD2 a crash gives no notice: no shutdown, no close event, 1006 for the clients, and only what was stored is left", async () => {
  const parting = events(`wss.on("connection", (socket) => {
    socket.send(storage.keys().sort().join());
    socket.on("message", (data) => storage.set(data.toString(), 1));
    socket.on("close", () => storage.set("closed", 1));
  });
  shutdown.signal.addEventListener("abort", () => storage.set("stopped", 1));`);
  const body = (
    how: string,
    left: string,
  ) => `${connected} await a.expect.text(""); a.send("kept"); await room.${how}();
    await a.expect.close(${how === "crash" ? 1006 : 1012}); const b = await connect(); await b.expect.text("${left}");`;
  assert.equal(await verdictOn(rig, parting, body("crash", "kept")), "pass");
  assert.equal(await verdictOn(rig, parting, body("restart", "kept,stopped")), "pass");
});

test("SD2 each check starts with nothing stored", async () => {
  for (let i = 0; i < 2; i++)
    assert.equal(await verdictOn(rig, counting, `${connected} a.send(""); await a.expect.text("1 1");`), "pass");
});
