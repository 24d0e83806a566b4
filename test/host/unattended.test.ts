// Rooms that no one attends: how much of the host's time they use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CpuAccounts } from "../../server/host/cpu-budget.ts";
import { Scheduler } from "../../server/host/scheduler.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { Fake, stopClock } from "./support/fake-room.ts";

const rooms = Array.from({ length: 8 }, (_, i) => `printer${i}`);

/** Rooms that ask for a turn in each of their turns, which move the clock; ends when it has reached `untilMs`. */
async function turnsOf(scheduler: Scheduler, rooms: readonly Fake[], clock: { readonly ms: number }, untilMs: number) {
  for (const room of rooms) scheduler.add(room);
  while (clock.ms < untilMs) await new Promise((resolve) => setImmediate(resolve));
}

test("RO36 rooms that no one attends use a quarter of the time at most, and come after the others", async (t) => {
  const clock = stopClock(t);
  using scheduler = new Scheduler();
  const accounts = new CpuAccounts(limitsWith());
  const used = { attended: 0, unattended: 0 };
  const order: string[] = [];
  const busy = (id: string, isAttended: boolean) => {
    const room: Fake = new Fake(id, accounts, () => {
      order.push(id);
      clock.ms += 5;
      used[isAttended ? "attended" : "unattended"] += 5;
      scheduler.add(room);
    });
    room.isAttended = isAttended;
    return room;
  };
  const printers = rooms.map((id) => busy(id, false));
  await turnsOf(scheduler, [...printers, busy("calm", true)], clock, 2_000);
  assert.equal(order[0], "calm");
  assert.deepEqual(new Set(order), new Set(["calm", ...rooms]));
  assert.ok(used.unattended > 0.2 * clock.ms && used.unattended < 0.3 * clock.ms, JSON.stringify(used));
});

test("RO36 a client that comes to a room which waits for its share is served at once; without clients, such rooms go on", async (t) => {
  const clock = stopClock(t);
  using scheduler = new Scheduler();
  const accounts = new CpuAccounts(limitsWith());
  const [printed, visited] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const printer = new Fake("printer", accounts, () => {
    clock.ms += 40;
    printed.resolve();
  });
  const other = new Fake("other", accounts, visited.resolve);
  for (const room of [printer, other]) {
    room.isAttended = false;
    scheduler.add(room);
  }
  await printed.promise;
  const late = Promise.withResolvers<void>();
  const third = new Fake("third", accounts, late.resolve);
  third.isAttended = false;
  scheduler.add(third);
  other.isAttended = true;
  scheduler.add(other);
  await visited.promise;
  clock.ms += 200;
  await late.promise;
});
