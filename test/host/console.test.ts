// A handler's console on its way to the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Effect } from "../../server/protocol/guest.ts";
import { fromHostSchema } from "../../server/protocol/host.ts";
import { Client } from "./support/client.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { type Script, ScriptedPool } from "./support/scripted.ts";

/** Prints as many lines as the message says. */
const printer: Script = {
  turn: (events) => ({
    effects: events.flatMap((event): Effect[] => {
      if (event.type !== "text") return [];
      const count = Number(Buffer.from(event.data).toString());
      return Array.from({ length: count }, (_, i) => ({ type: "log", level: "info", text: `line ${i}`, line: 3 }));
    }),
  }),
};

const linesOf = (house: TestHost) => house.fromHost.of("console").flatMap(({ lines }) => lines);

test("RO21 console lines carry level, line, time and version", async () => {
  await using house = await startHost(new ScriptedPool({ printer }));
  await house.load("r", "printer", { clock: "stepped" });
  using client = await Client.connect(house.gate.url("r"));
  client.send("2");
  await house.fromHost.next("console");
  const { nowMs } = await house.settle("r", [client.bytes]);
  assert.deepEqual(linesOf(house), [
    { level: "info", text: "line 0", line: 3, atMs: nowMs, version: 1, missing: 0 },
    { level: "info", text: "line 1", line: 3, atMs: nowMs, version: 1, missing: 0 },
  ]);
});

test("RO21 lines over the limit are dropped, and a line of the room's own says how many", async () => {
  await using house = await startHost(new ScriptedPool({ printer }), { logLinesPerSecond: 50 });
  await house.load("r", "printer");
  using client = await Client.connect(house.gate.url("r"));
  client.send("990");
  await sleep(40);
  client.send("10");
  const total = () =>
    linesOf(house).reduce((sum, { text, missing }) => sum + missing + (text.startsWith("line") ? 1 : 0), 0);
  await house.fromHost.next("console", () => total() >= 1000);
  assert.equal(total(), 1000);
  const last = linesOf(house).at(-1);
  assert.equal(last?.level, "warn");
  assert.match(last?.text ?? "", /^\d+ lines dropped \(limit: 50\/s, 8 KiB\/s while no page follows\)$/);
  assert.ok(linesOf(house).length < 80);
  for (const { text, missing } of linesOf(house)) assert.equal(missing > 0, text.includes("dropped"), text);
});

test("RO21 a line of megabytes and terminal escapes is cut to the protocol's limits", async () => {
  const nasty: Script = {
    turn: () => ({
      effects: [
        { type: "log", level: "error", text: `\u001b]52;c;eA==\u0007${"\u001b[6nx\n".repeat(1 << 20)}`, line: null },
      ],
    }),
  };
  await using house = await startHost(new ScriptedPool({ nasty }), { logLineBytes: 1 << 30 });
  await house.load("r", "nasty");
  using client = await Client.connect(house.gate.url("r"));
  await house.settle("r", [client.bytes]);
  const message = await house.fromHost.next("console");
  fromHostSchema.parse(message);
  const text = message.lines[0]?.text ?? "";
  assert.ok(!text.includes("\u001b") && !text.includes("52;"));
});

/** Prints twenty lines of 1,000 bytes for each message. */
const wide: Script = {
  turn: (events) => ({
    effects: events.flatMap((event): Effect[] => {
      if (event.type !== "text") return [];
      return Array.from({ length: 20 }, () => ({ type: "log", level: "log", text: "x".repeat(1_000), line: 1 }));
    }),
  }),
};

/** Opens the room, which prints once; returns what the front receives. */
async function printed(house: TestHost, room: string, { reopened, watched }: { reopened: boolean; watched: boolean }) {
  await house.load(room, "wide", { reopened });
  house.host.receive({ type: "watch", room, on: watched });
  using client = await Client.connect(house.gate.url(room));
  client.send("print");
  await house.settle(room, [client.bytes]);
  house.host.receive({ type: "close", room, code: 1000, reason: "" });
  const { lines } = await house.fromHost.next("console", (message) => message.room === room);
  const shown = lines.filter(({ text }) => text.startsWith("x")).length;
  assert.equal(shown + lines.reduce((sum, { missing }) => sum + missing, 0), 20);
  return { shown, last: lines.at(-1)?.text ?? "" };
}

test("RO21 output over its rate in bytes is dropped and counted; a room that was open in a lost host gets no burst", async () => {
  await using house = await startHost(new ScriptedPool({ wide }), { logBytesPerSecond: 1_000 });
  for (const [room, reopened, most] of [
    ["new", false, 5],
    ["reopened", true, 1],
  ] as const) {
    const { shown } = await printed(house, room, { reopened, watched: true });
    assert.ok(shown >= most - 1 && shown <= most, `${room}: ${shown} of 20 lines`);
  }
});

test("RO21 a sandbox is told not to report lines in turns over the rate", async () => {
  const muted: boolean[] = [];
  const pool: ScriptedPool = new ScriptedPool({
    printer: {
      turn: (events) => {
        if (events.some(({ type }) => type === "text")) muted.push(pool.isMuted);
        return printer.turn(events, 0);
      },
    },
  });
  await using house = await startHost(pool, { logBytesPerSecond: 1 });
  await house.load("r", "printer");
  using client = await Client.connect(house.gate.url("r"));
  for (const lines of ["1", "1"]) {
    client.send(lines);
    await house.settle("r", [client.bytes]);
  }
  assert.deepEqual(muted, [false, true]);
});

test("RO21 a room that no page follows prints at an eighth of the rate, and at once what the front keeps of it", async () => {
  await using house = await startHost(new ScriptedPool({ wide }), { logBytesPerSecond: 8 << 10 });
  const watched = await printed(house, "watched", { reopened: false, watched: true });
  const unwatched = await printed(house, "unwatched", { reopened: false, watched: false });
  assert.deepEqual([watched.shown, unwatched.shown], [20, 9]);
  assert.match(unwatched.last, /^11 lines dropped \(limit: 200\/s, 1 KiB\/s while no page follows\)$/);
});
