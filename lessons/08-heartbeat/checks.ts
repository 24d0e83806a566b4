// A heartbeat, tested on a clock that moves only when the check advances it.
import { check, fail } from "ws101/checks";

/** What is due has arrived already; waiting for it would move the clock. */
const now = { within: 0 };
const almost = 29_999;

check("pings each client every 30 seconds", async ({ connect, clock }) => {
  const a = await connect();
  await a.expect.nothing({ ms: almost, of: "anything", because: "The first ping is due after 30 seconds." });
  await a.expect.nothing({ ms: 1, because: "A ping is due after 30 seconds, not a message." });
  await a.expect.ping(undefined, { ...now, because: "The first ping is due." });
  await a.expect.nothing({ ms: almost, of: "anything", because: "A ping is due every 30 seconds." });
  await clock.advance({ ms: 1 });
  await a.expect.ping(undefined, { ...now, because: "The second ping is due." });
  await clock.advance({ seconds: 20 });
  a.send("hello");
  await a.expect.text("hello", now);
  await clock.advance({ seconds: 10 });
  await a.expect.ping(undefined, { ...now, because: "The third ping is due, although the client is talking." });
});

check("keeps a client that answers", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ minutes: 5 });
  a.send("still here");
  await a.expect.text("still here", { because: "The client has answered every ping." });
  a.silent = true;
  await clock.advance({ seconds: 55 });
  await a.expect.open({ because: "The client has until the next ping to answer, and answers late." });
  const ping = (await a.frames()).findLast(({ opcode }) => opcode === 9);
  a.pong(ping?.payload);
  await clock.advance({ seconds: 5 });
  a.send("and here");
  await a.expect.text("and here", { because: "The client has answered late, but before the next ping." });
});

check("ends the connection of a client that does not answer", async ({ connect, clock }) => {
  const a = await connect();
  a.silent = true;
  await clock.advance({ seconds: 30 });
  await a.expect.ping(undefined, now);
  await a.expect.nothing({ ms: almost, of: "anything", because: "The client may answer until the next ping is due." });
  await clock.advance({ ms: 1 });
  await a.expect.nothing({ of: "pings", because: "The client has not answered the last ping." });
  await a.expect.close({}, { ...now, because: "The client has not answered." });
});

check("judges each client on its own", async ({ connect, clock }) => {
  const a = await connect();
  const b = await connect();
  a.silent = true;
  await clock.advance({ seconds: 60 });
  await a.expect.close({}, { ...now, because: "A is silent." });
  await b.expect.open({ because: "B answers." });
  b.send("hello");
  await b.expect.text("hello", { because: "B answers." });
  await b.expect.ping(undefined, now);
  await b.expect.ping(undefined, now);
  await clock.advance({ seconds: 30 });
  await b.expect.ping(undefined, { ...now, because: "B is still there." });
});

check("stops the heartbeat of a client that has left", async ({ connect, clock }) => {
  for (const reason of ["one", "two", "three"]) {
    await clock.advance({ seconds: 1 });
    const client = await connect();
    client.close(1000, reason);
    await client.expect.close({ code: 1000 });
  }
  await clock.advance({ ms: 27_500 });
  const timerMs = await clock.nextTimer();
  // One interval for all clients may be running; its next tick is 29.5 s away.
  if (timerMs !== null && timerMs < 29_000) {
    fail(`Three clients have left, but a timer is still running (due in ${timerMs / 1000} s).`);
  }
});
