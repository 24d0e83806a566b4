// Expectations about handshakes, frames, order and what waits on either side.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { echo, events, mute, oneCheck } from "./handlers.ts";
import { openRig, verdictOn } from "./rig.ts";

const rig = await openRig();
after(() => rig[Symbol.asyncDispose]());

const on = (handler: string, body: string) => verdictOn(rig, handler, body);

const connected = "const a = await connect();\n";
const choosing = `
import type { Socket, UpgradeRequest } from "ws101";
export function upgrade(request: UpgradeRequest) {
  if (request.query.get("token") !== "secret")
    return { status: 401, reason: "A token is needed.", headers: { "Retry-After": "5" } };
  return { protocol: request.protocols.find((name) => name === "chat"), headers: { "X-Room": "one" } };
}
export default async function handle(socket: Socket) {
  for await (const _ of socket) {}
}
`;
const token = `{ query: { token: "secret" }, protocols: ["soap", "chat"] }`;

test("CH6 a refusal is expected with its status, headers and body", async () => {
  assert.equal(
    await on(
      choosing,
      `${connected} await a.expect.refused(401);
      await a.expect.refused({ status: 401, headers: { "Retry-After": "5", Location: null }, body: "A token is needed." });
      if (a.refused?.headers["retry-after"] !== "5" || a.response?.status !== 401) fail("no response");`,
    ),
    "pass",
  );
  const expects = (expected: string) => on(choosing, `${connected} await a.expect.refused(${expected});`);
  const sentence = "fail: A expected the upgrade to be refused with";
  assert.equal(await expects("403"), `${sentence} 403 but it was refused with 401 Unauthorized.`);
  assert.equal(
    await expects(`{ body: /^No/ }`),
    `${sentence} the body matching /^No/ but it was refused with 401 Unauthorized: the body is "A token is needed.".`,
  );
  assert.match(await expects(`{ status: 401, headers: { Location: "/" } }`), /: there is no header Location\.$/);
  assert.match(await expects(`{ headers: { "Retry-After": /^60/ } }`), /: the header Retry-After is "5"\.$/);
});

test("CH6 the 101 is expected with its subprotocol, and its headers can be read", async () => {
  const body = `const a = await connect(${token});`;
  assert.equal(
    await on(
      choosing,
      `${body} await a.expect.protocol("chat");
      if (a.refused !== null || a.response?.status !== 101 || a.response.headers["x-room"] !== "one") fail("no 101");`,
    ),
    "pass",
  );
  assert.equal(
    await on(choosing, `${body} await a.expect.protocol("soap");`),
    'fail: A expected the subprotocol "soap" but received the subprotocol "chat".',
  );
  assert.equal(
    await on(choosing, `${body} await a.expect.protocol(null);`),
    'fail: A expected no subprotocol but received the subprotocol "chat".',
  );
  assert.match(await on(choosing, `${connected} await a.expect.protocol("chat");`), /the upgrade was refused with 401/);
});

test("CH36 a handshake is sent as the check writes it, and its response is expected", async () => {
  const request = `query: { token: "secret" }`;
  assert.equal(
    await on(
      choosing,
      `const good = await handshake({ ${request}, headers: { "Sec-WebSocket-Protocol": "chat" } });
      await good.expect({ status: 101, headers: { "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" } });
      await good.expect({ headers: { "sec-websocket-protocol": "chat" } });
      const refused = await handshake();
      await refused.expect({ status: 401, body: "A token is needed." });`,
    ),
    "pass",
  );
  assert.equal(
    await on(choosing, `const response = await handshake(); await response.expect(101);`),
    "fail: The check sent a handshake and expected the response 101 but received 401 Unauthorized.",
  );
});

test("CH36 frames are sent as written, fragments and flaws included", async () => {
  assert.equal(
    await on(
      echo,
      `${connected} a.frame({ opcode: "text", fin: false, payload: "He" }); a.frame({ opcode: "ping", payload: "x" });
      a.frame({ opcode: "continuation", payload: "llo" });
      await a.expect.pong("x"); await a.expect.text("Hello");`,
    ),
    "pass",
  );
  for (const frame of [
    `{ opcode: "text", mask: false, payload: "x" }`,
    `{ opcode: "text", rsv1: true }`,
    "{ opcode: 3 }",
  ])
    assert.equal(await on(echo, `${connected} a.frame(${frame}); await a.expect.close(1002);`), "pass", frame);
  assert.equal(
    await on(mute, `${connected} a.frame({ opcode: "text", mask: false, payload: "x" }); await a.expect.text("x");`),
    'fail: A sent a text frame with "x", unmasked and expected text "x" but the socket closed with 1002.',
  );
});

test("CH36 frames are received as a second view of what arrives", async () => {
  const two = events(`socket.ping("hi"); socket.send("a"); socket.send(Uint8Array.of(1)); socket.close(1000, "bye");`);
  assert.equal(
    await on(
      two,
      `${connected} await a.expect.frame({ opcode: "ping", payload: "hi" });
      await a.expect.frame({ opcode: "text", fin: true, payload: "a" });
      await a.expect.text("a");
      const rest = await a.frames();
      if (rest.map(({ opcode }) => opcode).join() !== "2,8") fail("frames: " + JSON.stringify(rest));
      await a.expect.binary(Uint8Array.of(1)); await a.expect.close(1000);`,
    ),
    "pass",
  );
  assert.equal(
    await on(two, `${connected} await a.expect.frame({ opcode: "text", fin: false });`),
    'fail: A connected and expected a text frame without FIN but received a ping frame with "hi".',
  );
});

test("CH1 messages, pings and the close can be expected in one order", async () => {
  const handler = events(`socket.send("one"); socket.ping("p"); socket.send('{"n":2}'); socket.close(1000, "bye");`);
  const expects = (list: string) => on(handler, `${connected} await a.expect.inOrder(${list});`);
  assert.equal(await expects(`["one", ping("p"), { n: 2 }, close(1000, "bye")]`), "pass");
  assert.equal(
    await expects(`["one", { n: 2 }, close()]`),
    'fail: A connected and expected JSON {"n":2} but received a ping with "p".',
  );
  assert.equal(
    await expects(`["one", ping(), { n: 2 }, close(1001)]`),
    'fail: A connected and expected the socket to close with 1001 but the socket closed with 1000 "bye".',
  );
  assert.equal(
    await on(echo, `${connected} a.send("x"); await a.expect.inOrder(["x", ping()]);`),
    'fail: A sent "x" and expected a ping but received nothing within 1 s.',
  );
});

test("CH1 what comes before an expected message can be skipped, and a failure shows the last of it", async () => {
  const counting = events(
    `for (const n of [1, 2, 3]) socket.send("n " + n); setTimeout(() => socket.close(1000), 500);`,
  );
  const expects = (expectation: string) => on(counting, `${connected} await a.expect.eventually.${expectation};`);
  assert.equal(await expects(`text("n 3")`), "pass");
  assert.equal(await expects(`close(1000)`), "pass");
  assert.equal(
    await expects(`text("n 4", { within: 100 })`),
    'fail: A connected and expected text "n 4" but received text "n 3": the last of 3 messages.',
  );
  assert.match(await expects(`close(1001)`), /but the socket closed with 1000\.$/);
  const ticking = events(
    `for (const n of [1, 2, 3]) socket.send("n " + n); setTimeout(() => console.log("tick"), 50);`,
  );
  assert.equal(
    await on(ticking, `${connected} await a.expect.eventually.close(1000, { within: 100 });`),
    'fail: A connected and expected the socket to close with 1000 but received text "n 3": the last of 3 messages.',
  );
  assert.match(await expects(`json({ n: 3 })`), /but the socket closed with 1000\.$/);
});

test("CH3 the absence of pings can be expected alone", async () => {
  const pinging = events(`socket.send("x"); setTimeout(() => socket.ping(), 2_000);`);
  const expects = (options: string) => on(pinging, `${connected} await a.expect.nothing(${options});`);
  assert.equal(await expects(`{ ms: 1_999, of: "pings" }`), "pass");
  assert.equal(
    await expects(`{ ms: 2_000, of: "pings" }`),
    "fail: A connected and expected no ping for 2 s but received a ping.",
  );
});

test("CH37 a check sees what the server holds for a client that has stopped reading", async () => {
  const flooding = events(`text((t) => { for (let n = 0; n < Number(t); n++) socket.send("x".repeat(998)); })`);
  assert.equal(
    await on(
      flooding,
      `${connected} a.pause(); a.send("10");
      if (await a.held() !== 10_020) fail("held: " + await a.held());
      a.send("5");
      if (await a.held() !== 15_030) fail("held: " + await a.held());
      a.resume();
      if ((await a.received()).length !== 15 || await a.held() !== 0) fail("not received");`,
    ),
    "pass",
  );
});

test("CH37 a paused client can read some messages, and no more", async () => {
  const counting =
    events(`text((t) => { for (let n = 1; n <= Number(t); n++) { socket.send("n " + n); socket.ping(); } });
  socket.on("close", () => {});`);
  assert.equal(
    await on(
      counting,
      `${connected} a.pause(); a.send("5"); a.read(2);
      await a.expect.text("n 1"); await a.expect.text("n 2"); await a.expect.nothing({ ms: 100 });
      if (await a.held() !== 3 * 5 + 4 * 2) fail("held: " + await a.held());
      a.read(4); a.send("2");
      for (const n of [3, 4, 5, 1]) await a.expect.text("n " + n);
      await a.expect.nothing();
      a.resume(); await a.expect.text("n 2");
      if (await a.held() !== 0) fail("held at last");`,
    ),
    "pass",
  );
  const closing = events(`text(() => { socket.send("one"); socket.send("two"); socket.close(1000, "bye"); })`);
  // The handler closes the socket after the client has begun to read, or before.
  for (const beforeReading of ["", "await a.held();"]) {
    assert.equal(
      await on(
        closing,
        `${connected} a.pause(); a.send("go"); ${beforeReading} a.read(1); await a.expect.text("one"); await a.expect.nothing();
        if (await a.held() !== 5 + 7) fail("held: " + await a.held());
        a.resume(); await a.expect.inOrder(["two", close(1000, "bye")]);`,
      ),
      "pass",
    );
  }
});

test("CH37 a check sees that the handler has stopped reading from a client", async () => {
  const pausing = events(
    `text((t) => { if (t === "stop") { socket.pause(); setTimeout(() => socket.resume(), 1_000); } })`,
  );
  assert.equal(
    await on(
      pausing,
      `${connected} a.send("go"); if (await a.unread() !== 0) fail("unread at first");
      a.send("stop"); await a.expect.open(); a.send("x".repeat(1000)); a.send("more");
      if (await a.unread() < 1000) fail("read on: " + await a.unread());
      await clock.advance({ seconds: 1 });
      if (await a.unread() !== 0) fail("unread at last");`,
    ),
    "pass",
  );
});

test("CH9 many clients connect in order, each with its own name", async () => {
  const hello = events(`socket.send(String(wss.clients.size));`);
  const ran = await rig.runCheck(
    hello,
    oneCheck(`const all = await connectMany(3); const more = await connectMany(2, { name: "viewer " });
    for (const [index, client] of [...all, ...more].entries()) await client.expect.text(String(index + 1));
    if ([...all, ...more].map(({ name }) => name).join() !== "A,B,C,viewer 1,viewer 2") fail("names");`),
  );
  assert.deepEqual(
    ran.tests.map(({ status, message }) => status + message),
    ["pass"],
  );
});
