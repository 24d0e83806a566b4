// Expectations about messages, and the sentences of their failures.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { echo, events, mute } from "./handlers.ts";
import { openRig, verdictOn } from "./rig.ts";

const rig = await openRig();
after(() => rig[Symbol.asyncDispose]());

const on = (handler: string, body: string) => verdictOn(rig, handler, body);

const connected = "const a = await connect();\n";

test("CH1 text, binary and JSON are distinct and matched in the order they arrive", async () => {
  const passes = `${connected}
  a.send("hello"); a.send(Uint8Array.of(1, 2)); a.send({ type: "x", n: [1] }); a.send("Ünï 👋"); a.send("");
  await a.expect.text("hello"); await a.expect.binary(Uint8Array.of(1, 2)); await a.expect.json({ type: "x", n: [1] });
  await a.expect.text(/👋$/); await a.expect.text((text) => text.length === 0);`;
  assert.equal(await on(echo, passes), "pass");
});

test("CH1 JSON can be matched in part, by a function, or by assertions", async () => {
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
    /received text "\{": it is not valid JSON\./,
  );
});

test("CH2 a failure states what was sent, expected and received", async () => {
  const cases: [string, string, string][] = [
    [
      echo,
      `a.send("hello"); await a.expect.text("olleh");`,
      'A sent "hello" and expected text "olleh" but received text "hello".',
    ],
    [
      echo,
      `a.send("x"); await a.expect.binary(Uint8Array.of(1));`,
      'A sent "x" and expected a binary message (1 byte, 01) but received text "x".',
    ],
    [
      echo,
      `a.send(Uint8Array.of(9)); await a.expect.text("x");`,
      'A sent a binary message (1 byte, 09) and expected text "x" but received a binary message (1 byte, 09).',
    ],
    [
      mute,
      `a.send("x"); await a.expect.text("x");`,
      'A sent "x" and expected text "x" but received nothing within 1 s.',
    ],
    [
      mute,
      `await a.expect.ping("", { within: 30_000 });`,
      "A connected and expected a ping but received nothing within 30 s.",
    ],
    [
      events(`socket.close(4001, "no")`),
      `await a.expect.text("x");`,
      'A connected and expected text "x" but the socket closed with 4001 "no".',
    ],
    [
      events(`socket.terminate()`),
      `await a.expect.text("x");`,
      'A connected and expected text "x" but the socket closed with 1006 (the connection was cut without a close frame).',
    ],
    [
      echo,
      `a.send("x"); await a.expect.close(1000);`,
      'A sent "x" and expected the socket to close with 1000 but received text "x".',
    ],
    [
      events(`socket.close(1001, "away")`),
      `await a.expect.close({ code: 1000, reason: "bye" });`,
      'A connected and expected the socket to close with 1000 "bye" but the socket closed with 1001 "away".',
    ],
    [
      echo,
      `a.send("x"); await a.expect.nothing({ ms: 50 });`,
      'A sent "x" and expected nothing for 50 ms but received text "x".',
    ],
    [echo, `await a.expect.refused(401);`, "A expected the upgrade to be refused with 401 but it was accepted."],
    [
      echo,
      `await clock.advance({ seconds: 30 }); await a.expect.ping();`,
      "After 30 s, A expected a ping but received nothing within 1 s.",
    ],
    [
      mute,
      `await a.expect.nothing({ ms: 900 }); await clock.advance({ ms: 100 }); await a.expect.text("tick", { within: 0 });`,
      'After 1 s, A expected text "tick" but received nothing.',
    ],
    [
      echo,
      `a.send("a"); a.send("b"); await a.expect.text("a"); await a.expect.text("c");`,
      'A sent "b" and expected text "c" but received text "b".',
    ],
    [
      echo,
      `a.send("x"); await a.expect.text("y", { because: "Y follows X." });`,
      'A sent "x" and expected text "y" but received text "x". Y follows X.',
    ],
    [
      events(`text((t) => { for (const one of wss.clients) one.send("all: " + t); })`),
      `const b = await connect(); a.send("hi"); await b.expect.text("hi");`,
      'A sent "hi", so B expected text "hi" but received text "all: hi".',
    ],
  ];
  for (const [handler, body, sentence] of cases) assert.equal(await on(handler, connected + body), `fail: ${sentence}`);
});

test("CH2 invisible characters are escaped, long texts are truncated, and their first difference is located", async () => {
  const shown = await on(echo, `${connected} a.send("a\\u0007\\n\\u202eb\\u0000"); await a.expect.text("x");`);
  assert.match(shown, /"a\\u0007\\n\\u202eb\\u0000"/);
  const long = await on(echo, `${connected} a.send("x".repeat(5000)); await a.expect.text("x".repeat(4000) + "y");`);
  assert.match(long, /received text "x+…" \(5000 characters\): the first difference is at character 4001\.$/);
  assert.ok(long.length < 500, `80 characters of each payload: ${long}`);
});

test("CH3 pings and pongs are separate from messages; a client answers pings unless it is silent", async () => {
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
    /expected a ping with "p2" but received a ping with "p1"/,
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

test("CH3 fragments, closes with code and reason, cuts and raw bytes reach the handler unchanged", async () => {
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

test("CH1 messages can be expected in any order, skipped, or taken all at once", async () => {
  const three = events(`for (const one of ["1", "2", '{"n":3}']) socket.send(one);`);
  assert.equal(await on(three, `${connected} await a.expect.inAnyOrder([{ n: 3 }, "2", /1/]);`), "pass");
  assert.match(
    await on(three, `${connected} await a.expect.inAnyOrder(["2", "x"]);`),
    /expected text "2" or text "x" but received text "1"/,
  );
  assert.equal(
    await on(three, `${connected} await a.expect.text("2", { skipping: true }); await a.expect.json({ n: 3 });`),
    "pass",
  );
  assert.match(
    await on(three, `${connected} await a.expect.json({ n: 3 }, { skipping: (m) => m.text === "1" });`),
    /but received text "2"/,
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
