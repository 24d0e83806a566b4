// A handler's console on its way to the page.
import assert from "node:assert/strict";
import { test } from "node:test";
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

test("RO21 lines over the limit are dropped and counted, on the next line or on their own", async () => {
  await using house = await startHost(new ScriptedPool({ printer }), { logLinesPerSecond: 50 });
  await house.load("r", "printer");
  using client = await Client.connect(house.gate.url("r"));
  client.send("1000");
  const total = () =>
    linesOf(house).reduce((sum, { text, missing }) => sum + missing + (text.startsWith("line") ? 1 : 0), 0);
  await house.fromHost.next("console", () => total() >= 1000);
  assert.equal(total(), 1000);
  const last = linesOf(house).at(-1);
  assert.equal(last?.level, "warn");
  assert.match(last?.text ?? "", /^\d+ lines dropped \(limit: 50\/s\)$/);
  assert.ok(linesOf(house).length < 80);
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
