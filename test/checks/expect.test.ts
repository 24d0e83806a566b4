// What a check can expect of messages, and how a failure is said.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { echo, events, mute } from "./handlers.ts";
import { openRig, verdictOn } from "./rig.ts";

const rig = await openRig();
after(() => rig[Symbol.asyncDispose]());

const on = (handler: string, body: string) => verdictOn(rig, handler, body);

const connected = "const a = await connect();\n";

test("CH1 text, binary and JSON are expected in the order they come, and told apart", async () => {
  const passes = `${connected}
  a.send("hello"); a.send(Uint8Array.of(1, 2)); a.send({ type: "x", n: [1] }); a.send("Ünï 👋"); a.send("");
  await a.expect.text("hello"); await a.expect.binary(Uint8Array.of(1, 2)); await a.expect.json({ type: "x", n: [1] });
  await a.expect.text(/👋$/); await a.expect.text((text) => text.length === 0);`;
  assert.equal(await on(echo, passes), "pass");
});

test("CH1 JSON may be expected in part, or judged by a function or its assertions", async () => {
  const sent = `${connected} a.send({ type: "x", id: 7, in: { a: 1, b: 2 } });`;
  assert.equal(await on(echo, `${sent} await a.expect.json({ in: { b: 2 } }, { subset: true });`), "pass");
  assert.equal(await on(echo, `${sent} await a.expect.json((value) => value.id === 7);`), "pass");
  assert.match(
    await on(echo, `${sent} await a.expect.json({ type: "x", id: 8, in: {} });`),
    /fail: .*`\.id` should be 8\./,
  );
  assert.match(await on(echo, `${sent} await a.expect.json({ type: "x", id: 7 });`), /`\.in` should not be there/);
  assert.match(
    await on(echo, `${connected} a.send("{"); await a.expect.json({});`),
    /text "\{" came: that is not JSON\./,
  );
});

test("CH2 a failure says what was sent, what was expected and what came", async () => {
  const cases: [string, string, string][] = [
    [
      echo,
      `a.send("hello"); await a.expect.text("olleh");`,
      'A sent "hello" and expected text "olleh", but text "hello" came.',
    ],
    [
      echo,
      `a.send("x"); await a.expect.binary(Uint8Array.of(1));`,
      'A sent "x" and expected a binary message of 1 byte, 01, but text "x" came.',
    ],
    [
      echo,
      `a.send(Uint8Array.of(9)); await a.expect.text("x");`,
      'A sent a binary message (1 byte, 09) and expected text "x", but a binary message came (1 byte, 09).',
    ],
    [mute, `a.send("x"); await a.expect.text("x");`, 'A sent "x" and expected text "x", but nothing came within 1 s.'],
    [
      mute,
      `await a.expect.ping("", { within: 30_000 });`,
      "A connected and expected a ping, but nothing came within 30 s.",
    ],
    [
      events(`socket.close(4001, "no")`),
      `await a.expect.text("x");`,
      'A connected and expected text "x", but the socket closed with 4001 "no".',
    ],
    [
      events(`socket.terminate()`),
      `await a.expect.text("x");`,
      'A connected and expected text "x", but the socket closed with 1006 (cut off, without a close frame).',
    ],
    [
      echo,
      `a.send("x"); await a.expect.close(1000);`,
      'A sent "x" and expected the socket to close with 1000, but text "x" came.',
    ],
    [
      events(`socket.close(1001, "away")`),
      `await a.expect.close({ code: 1000, reason: "bye" });`,
      'A connected and expected the socket to close with 1000 "bye", but the socket closed with 1001 "away".',
    ],
    [
      echo,
      `a.send("x"); await a.expect.nothing({ ms: 50 });`,
      'A sent "x" and expected nothing for 50 ms, but text "x" came.',
    ],
    [echo, `await a.expect.refused(401);`, "A expected the upgrade to be refused with 401, but it was accepted."],
    [
      echo,
      `await clock.advance({ seconds: 30 }); await a.expect.ping();`,
      "After 30 s A expected a ping, but nothing came within 1 s.",
    ],
    [
      echo,
      `a.send("a"); a.send("b"); await a.expect.text("a"); await a.expect.text("c");`,
      'A sent "b" and expected text "c", but text "b" came.',
    ],
    [
      echo,
      `a.send("x"); await a.expect.text("y", { because: "Y follows X." });`,
      'A sent "x" and expected text "y", but text "x" came. Y follows X.',
    ],
    [
      events(`text((t) => { for (const one of wss.clients) one.send("all: " + t); })`),
      `const b = await connect(); a.send("hi"); await b.expect.text("hi");`,
      'A sent "hi", so B expected text "hi", but text "all: hi" came.',
    ],
  ];
  for (const [handler, body, sentence] of cases) assert.equal(await on(handler, connected + body), `fail: ${sentence}`);
});

test("CH2 what cannot be seen is escaped, what is long is cut, and where long texts part is said", async () => {
  const shown = await on(echo, `${connected} a.send("a\\u0007\\n\\u202eb\\u0000"); await a.expect.text("x");`);
  assert.match(shown, /"a\\u0007\\n\\u202eb\\u0000"/);
  const long = await on(echo, `${connected} a.send("x".repeat(5000)); await a.expect.text("x".repeat(4000) + "y");`);
  assert.match(long, /x…" \(5000 characters\) came: they differ from character 4001 on\.$/);
  assert.ok(long.length < 1_500, String(long.length));
});

test("CH3 pings and pongs stand apart from messages; pings are answered unless the client is silent", async () => {
  const pinger = events(
    `socket.ping("p1"); socket.on("pong", (data) => socket.send("got " + data)); text((t) => socket.send(t));`,
  );
  assert.equal(
    await on(
      pinger,
      `${connected} await a.expect.text("got p1"); await a.expect.ping("p1"); a.ping("q"); await a.expect.pong("q");`,
    ),
    "pass",
  );
  assert.match(
    await on(pinger, `${connected} await a.expect.ping("p2");`),
    /expected a ping with "p2", but a ping came: it carries "p1"/,
  );
  const later = events(`text(() => socket.ping()); socket.on("pong", () => socket.send("pong"));`);
  assert.equal(
    await on(
      later,
      `${connected} a.silent = true; a.send("x"); await a.expect.ping(); await a.expect.nothing({ ms: 60_000 });`,
    ),
    "pass",
  );
  assert.equal(await on(later, `${connected} a.pong("unasked"); await a.expect.text("pong");`), "pass");
});

test("CH4 fragments, a close with code and reason, a cut and raw bytes reach the handler as they are", async () => {
  const teller = events(`text((t) => socket.send(t)); socket.on("error", () => {});
  socket.on("close", (code, reason) => { for (const one of wss.clients) one.send(code + " " + reason); });`);
  const b = "const b = await connect();\n";
  assert.equal(
    await on(teller, `${connected} a.sendFragments(["he", "l", "lo"]); await a.expect.text("hello");`),
    "pass",
  );
  assert.equal(
    await on(
      teller,
      `${connected}${b} b.close(4002, "bye"); await b.expect.close(4002, "bye"); await a.expect.text("4002 bye");`,
    ),
    "pass",
  );
  assert.equal(await on(teller, `${connected}${b} b.close(); await a.expect.text("1005 ");`), "pass");
  assert.equal(
    await on(teller, `${connected}${b} b.terminate(); await a.expect.text("1006 "); await b.expect.close(1006);`),
    "pass",
  );
  assert.equal(
    await on(teller, `${connected}${b} b.raw(Uint8Array.of(0xff, 0xff)); await b.expect.close(1002);`),
    "pass",
  );
});

test("CH5 any order, skipped messages, and everything that came can be judged", async () => {
  const three = events(`for (const one of ["1", "2", '{"n":3}']) socket.send(one);`);
  assert.equal(await on(three, `${connected} await a.expect.inAnyOrder([{ n: 3 }, "2", /1/]);`), "pass");
  assert.match(
    await on(three, `${connected} await a.expect.inAnyOrder(["2", "x"]);`),
    /expected text "2" or text "x", but text "1" came/,
  );
  assert.equal(
    await on(three, `${connected} await a.expect.text("2", { skipping: true }); await a.expect.json({ n: 3 });`),
    "pass",
  );
  assert.match(
    await on(three, `${connected} await a.expect.json({ n: 3 }, { skipping: (m) => m.text === "1" });`),
    /but text "2" came/,
  );
  assert.equal(
    await on(
      three,
      `${connected} const came = await a.received(); if (came.map((m) => m.text).join() !== '1,2,{"n":3}') fail("no"); await a.expect.nothing();`,
    ),
    "pass",
  );
  assert.equal(await on(three, `${connected} await a.received(); fail("My own words.");`), "fail: My own words.");
});
