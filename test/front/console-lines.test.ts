// The console lines that the front keeps for pages which follow later.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleLines } from "../../server/front/rooms/console-lines.ts";
import { limitsWith } from "../../server/protocol/limits.ts";

const printed = (text: string, line = 1) => ({ atMs: 1, level: "log" as const, text, line, version: 1, missing: 0 });

test("BU6 console lines are kept within a budget of bytes per room, smaller without a page, in which `€` counts once", () => {
  const kept = new ConsoleLines(limitsWith({ consoleBytesPerRoom: 64 << 10 }));
  kept.keep("r1", [printed("€ 👩‍👩‍👧‍👦\u001b[31m\n")], true);
  assert.deepEqual(kept.of("r1"), [printed("€ 👩‍👩‍👧‍👦\u001b[31m\n")]);
  for (let line = 0; line < 1_000; line++) kept.keep("r1", [printed("€".repeat(600), line)], true);
  const followed = kept.of("r1");
  assert.equal(followed.at(-1)?.line, 999);
  assert.ok(followed.length > 20 && followed.length <= 36, `${followed.length} lines of 1.8 KB in 64 KiB`);
  assert.ok(kept.bytes <= 64 << 10);
  kept.keep("r1", [printed("last")], false);
  assert.ok(kept.bytes <= 16 << 10, `${kept.bytes} bytes without a page`);
  assert.equal(kept.of("r1").at(-1)?.text, "last");
});

test("BU6 rooms that print share a total budget, a quiet one keeps its lines, and a closed one keeps nothing", () => {
  const total = 512 << 10;
  const kept = new ConsoleLines(limitsWith({ consoleBytesPerServer: total }));
  kept.keep("quiet", [printed("still here")], true);
  let most = 0;
  for (let round = 0; round < 40; round++) {
    for (let room = 0; room < 40; room++) {
      kept.keep(`r${room}`, [printed("x".repeat(2_000), round)], true);
      most = Math.max(most, kept.bytes);
    }
  }
  assert.ok(most <= total + 4_096, `${most} bytes`);
  assert.equal(kept.of("quiet")[0]?.text, "still here");
  assert.equal(kept.of("r39").at(-1)?.line, 39);
  for (let room = 0; room < 40; room++) kept.forget(`r${room}`);
  kept.forget("quiet");
  assert.equal(kept.bytes, 0);
});

test("BU6 a room that prints all the time writes over its oldest lines, without new memory", ({ mock }) => {
  const kept = new ConsoleLines(limitsWith({ consoleBytesPerRoom: 64 << 10 }));
  const print = () => kept.keep("r1", [printed("x".repeat(2_000))], true);
  for (let line = 0; line < 100; line++) print();
  const allocations = mock.method(Buffer, "allocUnsafeSlow");
  for (let line = 0; line < 1_000; line++) print();
  assert.equal(allocations.mock.callCount(), 0);
});
