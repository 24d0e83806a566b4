import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

/** A room whose handler is `body`, with everything of ws101 imported. */
function handler(body: string): GuestRoom {
  return rooms.open(`import { broadcast, channel, interval, select, sleep, SocketClosed, SocketMoved, spawn, timeout } from "ws101";
  export default async function handle(socket) {\n${body}\n}`);
}

test("GU15 after split the halves work concurrently and the whole socket fails with SocketMoved", () => {
  using room = handler(`
    const loop = socket[Symbol.asyncIterator]();
    const { sender, receiver } = socket.split();
    for (const call of [() => socket.recv(), () => socket.send("x"), () => socket.ping(), () => socket.close(), () => loop.next()])
      await call().catch((error) => console.log(error.name, error instanceof SocketMoved));
    try { socket.split() } catch (error) { console.log(error.message) }
    await select({ socket }).catch((error) => console.log(error.name));
    console.log(socket.id, socket.protocol, socket.request.path);
    for await (const { data } of receiver) { await sender.send(data); await sender.ping("p") }
  `);
  const a = room.connect().text("through the halves");
  const [first, second, third, fourth, fifth, again, select, rest] = room.logs();
  assert.deepEqual([first, second, third, fourth, fifth], Array(5).fill("SocketMoved true"));
  assert.match(again ?? "", /socket\.split\(\) after socket\.split\(\): the socket was moved into its two halves/);
  assert.equal(select, "SocketMoved");
  assert.equal(rest, "1  /ws/room");
  assert.deepEqual(a.got(), ["text through the halves", "ping p"]);
});

test("GU16 select takes a value only from the winner, for every kind of source", () => {
  using room = handler(`
    const { sender, receiver } = channel(4);
    const news = broadcast(4).subscribe();
    const ticks = interval(1000);
    const work = spawn(async () => { await sleep(2500); return "worked" });
    const sources = { message: socket, item: receiver, news, tick: ticks, work };
    for (let i = 0; i < 6; i++) {
      const { from, value } = await select(sources);
      console.log(from, typeof value === "object" ? value.data : value);
      if (from === "work") delete sources.work;
      if (i === 0) await sender.send("item");
    }
    await socket.recv();
  `);
  const a = room.connect().text("first");
  assert.deepEqual(room.logs(), ["message first", "item item"]);
  room.advance(1000);
  assert.deepEqual(room.logs(), ["tick 1"]);
  room.advance(2000);
  assert.deepEqual(room.logs(), ["tick 2", "work worked", "tick 3"]);
  a.text("not lost");
  assert.deepEqual(room.faults(), []);
});

test("GU16 a message that arrives while another branch wins is there the next time, in order", () => {
  using room = handler(`
    const ticks = interval(10);
    const seen = [];
    while (seen.length < 40) {
      const { from, value } = await select({ tick: ticks, message: socket });
      if (from === "message") seen.push(value.data);
      await sleep(3);
    }
    await socket.send(seen.join());
  `);
  const a = room.connect();
  const sent = Array.from({ length: 40 }, (_, i) => `m${i}`);
  for (const text of sent) {
    a.text(text);
    room.advance(4);
  }
  room.advance(1000);
  assert.deepEqual(a.got(), [`text ${sent.join()}`, "close 1000"]);
});

test("GU17 a busy socket cannot starve an interval in select", () => {
  using room = handler(`
    const ticks = interval(1);
    const won = { message: 0, tick: 0 };
    await sleep(50);
    for (let i = 0; i < 30; i++) { won[(await select({ message: socket, tick: ticks })).from] += 1; await sleep(1) }
    console.log(won.message > 5, won.tick > 5);
    await socket.recv();
  `);
  room.connect().text(...Array.from({ length: 40 }, () => "m"));
  room.advance(200);
  assert.deepEqual(room.logs(), ["true true"]);
});

const wrongSources: readonly (readonly [string, RegExp])[] = [
  ["select({ message: socket.recv() })", /TypeError: select\(\{ message \}\) got a promise.*Pass the source itself/],
  ["select({ x: 5 })", /TypeError: select\(\{ x \}\) takes a socket.*not a number/],
  ["select({})", /TypeError: .*wait forever/],
  ["select(socket, socket)", /TypeError/],
  ["select({ a: socket, b: socket })", /TypeError: .*same source twice/],
  ["select({ a: socket }, { signal: AbortSignal.abort(new Error('stop')) })", /Error: stop/],
];
for (const [call, expected] of wrongSources) {
  test(`GU18 ${call} is refused with the remedy`, () => {
    using room = handler(`await ${call}.catch((error) => console.log(String(error))); await sleep(1e6)`);
    room.connect();
    assert.match(room.logs()[0] ?? "", expected);
  });
}

test("GU19 a task runs concurrently, and its result can be awaited or selected more than once", () => {
  using room = handler(`
    const task = spawn(async () => { await sleep(10); return "done" });
    console.log(task.done);
    console.log(await task, await task.then((text) => text.length), (await select({ task })).value, task.done);
    await spawn(() => { throw new Error("at once") }).catch((error) => console.log(error.message));
    await select({ bad: spawn(async () => { throw new Error("selected") }) }).catch((error) => console.log(error.message));
  `);
  room.connect();
  room.advance(10);
  assert.deepEqual(room.logs(), ["false", "done 4 done true", "at once", "selected"]);
  assert.deepEqual(room.faults(), []);
});

test("GU20 abort ends every wait that has the task's signal, and rejects the task at once", () => {
  using room = handler(`
    const { receiver } = channel(1);
    const waits = [
      (signal) => sleep(1e6, { signal }),
      (signal) => interval(1e6, { signal }).tick(),
      (signal) => interval(1e6).tick({ signal }),
      (signal) => receiver.recv({ signal }),
      (signal) => select({ socket }, { signal }),
      (signal) => timeout(1e6, socket, { signal }),
    ];
    for (const wait of waits) {
      let stopped = null;
      const task = spawn((signal) => wait(signal).catch((error) => { stopped = error.name; throw error }));
      await sleep(5);
      task.abort();
      await task.catch((error) => console.log(error.name));
      await sleep(1);
      console.log(stopped, task.signal.aborted, task.done);
    }
    const deaf = spawn(() => new Promise(() => {}));
    deaf.abort(new Error("my reason"));
    await deaf.catch((error) => console.log(error.message));
    console.log((await socket.recv()).data);
  `);
  const a = room.connect();
  room.advance(100);
  assert.equal(room.wakeInMs, null);
  a.text("nothing was stolen");
  const logs = room.logs();
  assert.deepEqual(logs.slice(0, 12), Array(6).fill(["AbortError", "AbortError true true"]).flat());
  assert.deepEqual(logs.slice(12), ["my reason", "nothing was stolen"]);
  assert.deepEqual(room.faults(), []);
});

test("GU20 abort ends a for await that the task started, which takes nothing more", () => {
  using room = handler(`
    const { sender, receiver } = socket.split();
    const reader = spawn(async () => {
      try { for await (const message of receiver) await sender.send("reader: " + message.data) }
      finally { console.log("reader ended") }
    });
    await sleep(10);
    reader.abort();
    for await (const message of receiver) await sender.send("handle: " + message.data);
  `);
  const a = room.connect().text("1");
  room.advance(10);
  a.text("2", "3");
  assert.deepEqual(a.got(), ["text reader: 1", "text handle: 2", "text handle: 3"]);
  assert.deepEqual(room.logs(), ["reader ended"]);
  assert.deepEqual(room.faults(), []);
});

test("GU19 a task that fails while nothing awaits it is an unhandled rejection; an aborted one is not", () => {
  using room = handler(`
    spawn(async () => { await sleep(1); throw new Error("nobody looks") });
    spawn(async () => { await socket.recv(); throw new Error("after a message") });
    const aborted = spawn(async (signal) => sleep(100, { signal }));
    await sleep(5);
    aborted.abort();
    await sleep(1e6);
  `);
  const a = room.connect();
  room.advance(1000);
  a.text("go");
  assert.deepEqual(
    room.faults().map(({ kind, message, peer }) => [kind, message.split(".")[0], peer]),
    [
      ["rejection", "Error: nobody looks", null],
      ["rejection", "Error: after a message", a.peer],
    ],
  );
});

test("GU19 a task that fails because its client left is not a fault", () => {
  using room = handler(`
    const { sender, receiver } = socket.split();
    spawn(async () => { for (;;) { await sleep(10); await sender.send("tick") } });
    for await (const _ of receiver);
  `);
  const a = room.connect();
  room.advance(25);
  assert.deepEqual(a.got(), ["text tick", "text tick"]);
  a.close(1006);
  room.advance(100);
  assert.deepEqual(room.faults(), []);
  assert.equal(room.wakeInMs, null);
});
