import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

function handler(body: string): GuestRoom {
  return rooms.open(`import { broadcast, channel, ChannelClosed, Lagged, select, sleep, spawn } from "ws101";
  export default async function handle(socket) {\n${body}\n}`);
}

test("GU23 every subscriber gets every value sent since it subscribed, in order", () => {
  using room = rooms.open(`import { broadcast, spawn } from "ws101";
  const all = broadcast(16);
  export default async function handle(socket) {
    const { sender, receiver } = socket.split();
    const news = all.subscribe();
    spawn(async () => { for await (const line of news) await sender.send(line) });
    for await (const message of receiver) if (message.type === "text") console.log(all.send(socket.id + " " + message.data));
    news.close();
  }`);
  const [a, b] = [room.connect(), room.connect()];
  a.text("hello");
  const c = room.connect();
  b.text("again");
  assert.deepEqual(a.got(), ["text 1 hello", "text 2 again"]);
  assert.deepEqual(b.got(), ["text 1 hello", "text 2 again"]);
  assert.deepEqual(c.got(), ["text 2 again"]);
  b.close();
  a.text("less");
  assert.deepEqual(room.logs(), ["2", "3", "2"]);
});

test("GU23 a slow subscriber misses the oldest values and receives their number; the others miss nothing", () => {
  using room = handler(`
    const all = broadcast(4);
    const [slow, quick] = [all.subscribe(), all.subscribe()];
    const got = [];
    spawn(async () => { for await (const value of quick) got.push(value) });
    for (let i = 1; i <= 10; i++) { all.send(i); await sleep(1) }
    for (let i = 0; i < 5; i++) { const value = await slow.recv(); console.log(value instanceof Lagged ? "missed " + value.missed : value) }
    console.log(got.join());
  `);
  room.connect();
  room.advance(100);
  assert.deepEqual(room.logs(), ["missed 6", "7", "8", "9", "10", "1,2,3,4,5,6,7,8,9,10"]);
});

test("GU24 closing a broadcast ends each subscription after its remaining values; closing a subscription ends that one", () => {
  using room = handler(`
    const all = broadcast(4);
    const [one, two] = [all.subscribe(), all.subscribe()];
    all.send("a");
    two.close();
    console.log(await two.recv(), all.subscribers);
    const waiting = (async () => { for await (const value of one) console.log(value); return "ended" })();
    all.close();
    console.log(await waiting, all.send("b"));
    { using short = all.subscribe(); }
    console.log(all.subscribers);
  `);
  room.connect();
  assert.deepEqual(room.logs(), ["null 1", "a", "ended 0", "1"]);
});

test("GU25 send on a channel waits while it is full, and nothing is lost or reordered", () => {
  using room = handler(`
    const { sender, receiver } = channel(2);
    const sent = [];
    const producers = [spawn(async () => { for (let i = 0; i < 5; i++) { await sender.send("a" + i); sent.push("a" + i) } }),
                       spawn(async () => { for (let i = 0; i < 5; i++) { await sender.send("b" + i); sent.push("b" + i) } })];
    await sleep(10);
    console.log(sent.length, sender.trySend("no room"));
    Promise.all(producers).then(() => sender.close());
    const got = [];
    for await (const value of receiver) got.push(value);
    console.log(got.filter((v) => v[0] === "a").join(), got.filter((v) => v[0] === "b").join(), got.length);
    console.log(await receiver.recv());
  `);
  room.connect();
  room.advance(100);
  assert.deepEqual(room.logs(), ["2 false", "a0,a1,a2,a3,a4 b0,b1,b2,b3,b4 10", "null"]);
});

test("GU25 sending on a closed channel rejects with ChannelClosed, also for pending sends", () => {
  using room = handler(`
    const { sender, receiver } = channel(1);
    await sender.send(1);
    const waiting = sender.send(2).catch((error) => console.log(error instanceof ChannelClosed, error.message));
    const stop = new AbortController();
    const stopped = sender.send(3, { signal: stop.signal }).catch((error) => console.log(error.message));
    stop.abort(new Error("gave up"));
    await stopped;
    receiver.close();
    await waiting;
    await sender.send(4).catch((error) => console.log(error.name));
    const other = channel(1);
    other.sender.close();
    await other.sender.send(1).catch((error) => console.log(error.message));
  `);
  room.connect();
  assert.deepEqual(room.logs(), [
    "gave up",
    "true send() on a channel whose receiver is closed: no one would receive it. Stop sending when the receiver ends.",
    "ChannelClosed",
    "send() after close(): this channel is closed. Send before you close it.",
  ]);
});

for (const capacity of ["0", "-1", "1.5", "NaN", "Infinity", "65537", "'4'", ""]) {
  test(`GU26 a capacity of ${capacity || "nothing"} is refused`, () => {
    using room = handler(`
      for (const make of [channel, broadcast]) try { make(${capacity}) } catch (error) { console.log(error.name, error.message) }`);
    room.connect();
    const [channel = "", broadcast = ""] = room.logs();
    assert.match(channel, /^RangeError channel\(capacity\): the capacity is a whole number from 1 to 65536/);
    assert.match(broadcast, /^RangeError broadcast\(capacity\)/);
  });
}

test("GU26 null and undefined mark the end of a stream and cannot be sent", () => {
  using room = handler(`
    await channel(1).sender.send(null).catch((error) => console.log(error.message));
    try { broadcast(1).send(undefined) } catch (error) { console.log(error.name) }`);
  room.connect();
  assert.deepEqual(room.logs(), ["send(null): null marks the end of the stream. Send a value.", "TypeError"]);
});
