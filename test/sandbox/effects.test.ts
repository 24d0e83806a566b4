// The sandbox as its room sees it: events in, effects out, and the room's own time and randomness.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echo, loaded, shown, turnOf } from "./plain-sandbox.ts";
import { binary, text } from "./pools.ts";

describe("events and effects", () => {
  test("SB1 effects come back in the order of the events, bytes unchanged", () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
    const turn = turnOf(echo, [
      text("a"),
      binary(bytes, 2),
      { type: "ping", peer: 3, data: Buffer.from("p") },
      { type: "close", peer: 4, code: 1001, reason: "bye" },
      text("z", 5),
    ]);
    const { effects } = turn;
    assert.equal(turn.consumed, 5);
    assert.deepEqual(
      effects.map((effect) => effect.type),
      ["text", "binary", "pong", "close", "text"],
    );
    const [, second] = effects;
    assert.ok(second?.type === "binary" && second.peer === 2);
    assert.deepEqual(Buffer.from(second.data), Buffer.from(bytes));
    assert.deepEqual(effects[3], { type: "close", peer: 4, code: 1001, reason: "bye", line: null });
  });

  test("SB1 bytes that a handler changes after sending are sent unchanged", () => {
    const turn = turnOf(
      "export function text(peer) { const b = new Uint8Array([65]); port.send(peer, b); b[0] = 66; }",
    );
    assert.deepEqual(shown(turn.effects), ["binary 1 A"]);
  });

  test("SB1 text of every kind is echoed unchanged", () => {
    const samples = [
      "",
      "plain",
      "zero \0 inside",
      "é",
      "😀 and 漢字",
      "a".repeat(20_000),
      "é".repeat(9_000),
      "\u2028\ufeff",
    ];
    const turn = turnOf(
      echo,
      samples.map((sample) => text(sample)),
    );
    assert.deepEqual(
      turn.effects.map((effect) => "data" in effect && Buffer.from(effect.data).toString()),
      samples,
    );
  });

  test("SB1 lone surrogates become U+FFFD; pairs and other characters do not change", () => {
    const turn = turnOf(
      'export function text(peer) { port.send(peer, "\\ud800a\\udc00\\ud83d\\ude00\\ud7ff\\ue000"); }',
    );
    const [effect] = turn.effects;
    assert.ok(effect?.type === "text");
    assert.equal(Buffer.from(effect.data).toString(), "\ufffda\ufffd😀\ud7ff\ue000");
    assert.ok(!Buffer.from(effect.data).includes(Buffer.from([0xed, 0xa0])));
  });

  test("SB1 a handler in the events style receives text as bytes and sends bytes as text", () => {
    const turn = turnOf(
      "export function textBytes(peer, utf8) { port.send(peer, utf8); port.sendText(peer, utf8); port.sendText(peer, new Uint8Array([65, 0xff, 66])); }",
      [text("é😀")],
    );
    assert.deepEqual(shown(turn.effects), ["binary 1 é😀", "text 1 é😀", "text 1 A\ufffdB"]);
  });

  test("SB8 a message over the given size is not sent, and its size in bytes is returned", () => {
    const turn = turnOf(
      `export function text(peer, data) {
      const bytes = new Uint8Array([0xff, 0xfe]);
      const told = [port.send(peer, "é😀", 5), port.send(peer, "é😀", 6), port.send(peer, bytes, 1), port.sendText(peer, bytes, 5), port.send(peer, bytes, 2)];
      port.send(peer, told.join());
    }`,
    );
    assert.deepEqual(shown(turn.effects), ["text 1 é😀", "binary 1 \ufffd\ufffd", "text 1 6,,2,6,"]);
  });

  test("SB1 the guest encodes and decodes UTF-8 through the host", () => {
    const turn = turnOf(
      `export function text(peer, data) {
      const odd = port.encode(data + "\\ud800");
      const bad = new Uint8Array([0x61, 0xc3, 0x28, 0xf0, 0x9f]);
      port.send(peer, [odd.length, odd instanceof Uint8Array, port.decode(odd, true) === data + "\\ufffd", port.decode(bad, false), port.decode(bad, true),
        port.decode(new Uint8Array(0), true) === "", port.encode("").length, port.decode("x", false), port.encode(5).length].join("|"));
    }`,
      [text("é😀\0z".repeat(4000))],
    );
    assert.deepEqual(shown(turn.effects), ["text 1 32003|true|true|a\ufffd(\ufffd||true|0||0"]);
  });

  test("SB14 each turn reports the next wake-up, and the wake-up clears it", () => {
    using sandbox = loaded("export function text() { port.wakeAt(1700000000123.5); }\nexport function wake() {}");
    assert.equal(sandbox.deliver([text("x")], 1).wakeAtMs, 1700000000123.5);
    assert.equal(sandbox.deliver([], 1).wakeAtMs, 1700000000123.5);
    assert.equal(sandbox.deliver([{ type: "wake" }], 1).wakeAtMs, null);
  });

  test("SB1 upgrade answers come back complete", () => {
    const request = { url: "/ws/a?x=1", headers: { host: "h" }, protocols: ["a", "b"], remoteAddress: "::1" };
    const turn = turnOf(
      `export function upgrade(ticket, request) {
         port.upgraded(ticket, { accept: true, protocol: request.protocols[1], headers: { "x-a": request.headers.host } });
         port.upgraded(ticket, { accept: false, status: 401, reason: "no", headers: { __proto__: null, b: "1" } });
         port.upgraded(ticket, { accept: true, protocol: null, headers: {} });
       }`,
      [{ type: "upgrade", ticket: 7, request }],
    );
    assert.deepEqual(turn.effects, [
      { type: "upgraded", ticket: 7, answer: { accept: true, protocol: "b", headers: { "x-a": "h" } } },
      { type: "upgraded", ticket: 7, answer: { accept: false, status: 401, reason: "no", headers: { b: "1" } } },
      { type: "upgraded", ticket: 7, answer: { accept: true, protocol: null, headers: {} } },
    ]);
  });

  test("SB1 an answer with a header named __proto__ changes nothing on the host", () => {
    const turn = turnOf(
      `export function upgrade(ticket) {
         port.upgraded(ticket, { accept: true, protocol: null, headers: JSON.parse('{"__proto__":"x"}') });
       }`,
      [{ type: "upgrade", ticket: 1, request: { url: "/", headers: {}, protocols: [], remoteAddress: "" } }],
    );
    const [effect] = turn.effects;
    assert.ok(effect?.type === "upgraded");
    assert.equal(Object.getPrototypeOf(effect.answer.headers), Object.prototype);
  });
});

describe("time and randomness", () => {
  test("SB14 the guest sees the room's clock", () => {
    using sandbox = loaded(
      'export function text(peer) { port.send(peer, [Date.now(), port.now(), new Date().toISOString()].join(" ")); }',
    );
    for (const nowMs of [0, 86_400_000, 1_800_000_000_000]) {
      const [line] = shown(sandbox.deliver([text("x")], nowMs).effects);
      assert.equal(line, `text 1 ${nowMs} ${nowMs} ${new Date(nowMs).toISOString()}`);
    }
  });

  test("SB14 local time is UTC whatever the server's time zone", () => {
    const turn = turnOf("export function text(peer) { port.send(peer, String(new Date().getTimezoneOffset())); }");
    assert.deepEqual(shown(turn.effects), ["text 1 0"]);
  });

  test("SB14 the seed decides Math.random", () => {
    const js = "export function text(peer) { port.send(peer, [1,2,3].map(Math.random).join()); }";
    const run = (seed: bigint) => shown(turnOf(js, [text("x"), text("y")], seed).effects).join();
    assert.equal(run(1n), run(1n));
    const runs = [0n, 1n, 2n, -1n, 1n << 63n].map(run);
    assert.equal(new Set(runs).size, runs.length);
  });
});
