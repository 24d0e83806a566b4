import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

function top(js: string): GuestRoom {
  return rooms.open(`${js}\nexport default () => {};`);
}

test("GU48 timers fire in order of their time, then of their creation, with the promise jobs of each in between", () => {
  using room = top(`
    setTimeout(() => console.log("30"), 30);
    setTimeout(() => { console.log("10 a"); Promise.resolve().then(() => Promise.resolve()).then(() => console.log("promise of 10 a")) }, 10);
    setTimeout(() => console.log("10 b"), 10);
    setTimeout(() => console.log("1"), 0);
    setImmediate(() => console.log("immediate"));
    queueMicrotask(() => console.log("microtask"));
    console.log("first");`);
  assert.deepEqual(room.logs(), ["first", "microtask", "immediate"]);
  room.advance(9);
  assert.deepEqual(room.logs(), ["1"]);
  room.advance(21);
  assert.deepEqual(room.logs(), ["10 a", "promise of 10 a", "10 b", "30"]);
  assert.equal(room.wakeInMs, null);
});

test("GU48 an interval's next delay starts after its callback, and clearing it inside ends it", () => {
  using room = top(`let n = 0; const start = Date.now();
    const interval = setInterval((a, b) => { console.log(++n, a + b, Date.now() - start); if (n === 3) clearInterval(interval) }, 100, "x", "y");`);
  room.advance(1000);
  assert.deepEqual(room.logs(), ["1 xy 100", "2 xy 200", "3 xy 300"]);
  assert.equal(room.wakeInMs, null);
});

test("GU49 an invalid delay is 1 ms, as in Node; fractions are cut", () => {
  using room =
    top(`for (const ms of [undefined, null, NaN, -5, 0, "7", 1.9, {}, []]) setTimeout(() => console.log(String(ms), Date.now() - start), ms);
    const start = Date.now();`);
  room.advance(10);
  const one = ["undefined 1", "null 1", "NaN 1", "-5 1", "0 1", "1.9 1", "[object Object] 1", " 1"];
  assert.deepEqual(room.logs(), [...one, "7 7"]);
});

const refused: readonly (readonly [string, RegExp])[] = [
  [
    "setTimeout(() => {}, 86_400_001)",
    /RangeError: 86400001 ms exceeds the limit of 86400000 ms \(24 hours\).*LIMIT_TIMER_MAX_MS/,
  ],
  ["setInterval(() => {}, Infinity)", /RangeError: Infinity ms exceeds the limit/],
  ["setTimeout('console.log(1)', 1)", /TypeError: setTimeout\(\) takes a function, not a string of code/],
  ["setInterval()", /TypeError: setInterval\(\) takes a function, not undefined/],
  [
    "for (let i = 0; i < 257; i++) setTimeout(() => {}, 1000)",
    /RangeError: This room already has 256 timers.*LIMIT_TIMERS/,
  ],
];
for (const [js, expected] of refused) {
  test(`GU49 ${js} is refused with the limit or the remedy`, () => {
    assert.match(rooms.problemOf(`${js}; export default () => {};`), expected);
  });
}

test("GU49 timers that fired or were cleared make room for others", () => {
  using room = top(`for (let i = 0; i < 1000; i++) clearTimeout(setTimeout(() => {}, 1000));
    for (let i = 0; i < 250; i++) setTimeout(() => {}, 1);
    setTimeout(() => { for (let i = 0; i < 250; i++) setTimeout(() => {}, 1); console.log("ok") }, 5);`);
  room.advance(10);
  assert.deepEqual(room.logs(), ["ok"]);
  assert.deepEqual(room.faults(), []);
});

test("GU50 a Timeout has Node's shape: a number, ref and unref, refresh, close, dispose; this in its callback", () => {
  using room = top(`const start = Date.now(); const log = (what) => () => console.log(what, Date.now() - start);
    const timer = setTimeout(log("refreshed"), 100);
    console.log(timer.constructor.name, typeof +timer, timer.ref() === timer, timer.unref() === timer, timer.hasRef());
    setTimeout(() => timer.refresh(), 50);
    clearTimeout(+setTimeout(log("by number"), 10)); clearTimeout(String(+setTimeout(log("by text"), 10)));
    setTimeout(log("closed"), 10).close(); { using gone = setTimeout(log("disposed"), 10); }
    const self = setTimeout(function () { console.log(this === self, this.hasRef()) }, 20);
    for (const foreign of [undefined, null, 999999, -1, NaN, "x", {}, Symbol("s")]) { clearTimeout(foreign); clearInterval(foreign); clearImmediate(foreign) }
    clearImmediate(setImmediate(log("immediate")));`);
  room.advance(1000);
  assert.deepEqual(room.logs(), ["Timeout number true true true", "true false", "refreshed 150"]);
});

test("GU48 a timer that throws is a fault, and the others fire", () => {
  using room = top(`setTimeout(() => { throw new Error("in a timer") }, 1); setTimeout(() => console.log("next"), 1);
    let n = 0; const i = setInterval(() => { if (++n === 2) clearInterval(i); throw new Error("again") }, 5);`);
  room.advance(100);
  const messages = room.faults().map(({ message, line }) => `${message.split(".")[0]} ${line}`);
  assert.deepEqual(messages, ["Error: in a timer 1", "Error: again 2", "Error: again 2"]);
  assert.deepEqual(room.logs(), ["next"]);
});

test("GU50 timers/promises waits, yields and aborts as Node's does", () => {
  using room =
    rooms.open(`import { setTimeout as wait, setInterval as every, setImmediate as soon, scheduler } from "node:timers/promises";
  import promises from "timers/promises";
  export default async function handle() {
    const start = Date.now(); const at = () => Date.now() - start;
    console.log(await wait(10, "value"), at(), await soon("soon"), at(), promises.setTimeout === wait);
    await scheduler.wait(5); console.log(at());
    const stop = new AbortController(); setTimeout(() => stop.abort(), 5);
    await wait(1e6, null, { signal: stop.signal }).catch((error) => console.log(error.name, error.code, at()));
    await wait(1, null, { signal: AbortSignal.abort() }).catch((error) => console.log(error.name));
    let ticks = 0; for await (const value of every(10, "tick")) { console.log(value, at()); if (++ticks === 2) break }
  }`);
  room.connect();
  room.advance(1000);
  assert.deepEqual(room.logs(), [
    "value 10 soon 10 true",
    "15",
    "AbortError ABORT_ERR 20",
    "AbortError",
    "tick 30",
    "tick 40",
  ]);
  assert.equal(room.wakeInMs, null);
});

test("SB14 Date.now and performance.now read the room's clock", () => {
  using room = top(`console.log(Date.now() === performance.timeOrigin + performance.now()); const p = performance.now();
    setTimeout(() => console.log(performance.now() - p), 1234);`);
  room.advance(5000);
  assert.deepEqual(room.logs(), ["true", "1234"]);
});
