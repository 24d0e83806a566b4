import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

/** A room whose handler is `body`, with everything of ws101 imported. */
function handler(body: string): GuestRoom {
  return rooms.open(`import { interval, select, sleep, timeout } from "ws101";
  export default async function handle(socket) {\n${body}\n}`);
}

test("GU21 sleep waits that long, can be awaited again, and holds no timer while nothing waits", () => {
  using room = handler(`
    const start = Date.now();
    const moment = sleep(100);
    await sleep(30);
    await moment;
    console.log(Date.now() - start);
    await moment;
    console.log(Date.now() - start, (await select({ moment })).from);
    for (let i = 0; i < 1000; i++) sleep(1000), interval(1000);
    await sleep(1000, { signal: AbortSignal.abort(new Error("no")) }).catch((error) => console.log(error.message));
  `);
  room.connect();
  room.advance(100);
  assert.deepEqual(room.logs(), ["100", "100 moment", "no"]);
  assert.equal(room.wakeInMs, null);
  assert.deepEqual(room.faults(), []);
});

test("GU21 an interval keeps its period, skips ticks that were not taken, and ends when stopped", () => {
  using room = handler(`
    const ticks = interval(100);
    const start = Date.now();
    for await (const tick of ticks) {
      console.log(tick, Date.now() - start);
      if (tick === 2) await sleep(250);
      if (tick === 6) ticks.stop();
    }
    await ticks.tick().catch((error) => console.log(error.name));
  `);
  room.connect();
  room.advance(1000);
  assert.deepEqual(room.logs(), ["1 100", "2 200", "4 450", "5 500", "6 600", "AbortError"]);
});

test("GU22 timeout rejects after its time, takes nothing, and aborts the work it gave up on", () => {
  using room = handler(`
    await timeout(50, socket).catch((error) => console.log(error.name, error.message));
    console.log((await timeout(50, socket)).data);
    console.log(await timeout(50, async () => "in time"));
    await timeout(50, async (signal) => { await sleep(1e5, { signal }) }).catch((error) => console.log(error.name));
    await timeout(50, () => { throw new Error("failed") }).catch((error) => console.log(error.message));
    await timeout(50, socket.recv()).catch((error) => console.log(error.name));
  `);
  const a = room.connect();
  room.advance(50);
  a.text("late but not lost");
  room.advance(100);
  a.close();
  assert.deepEqual(room.logs(), [
    "TimeoutError Nothing came within 50 ms",
    "late but not lost",
    "in time",
    "TimeoutError",
    "failed",
    "TypeError",
  ]);
  assert.equal(room.wakeInMs, null);
});
