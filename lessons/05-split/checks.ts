// A counter and an echo on one connection, tested on a clock that moves only when the check advances it.
import { check, close, fail } from "ws101/checks";

const second = ["first", "second", "third"];

check("sends a tick after each second", async ({ connect, clock }) => {
  const a = await connect();
  for (const [index, nth] of second.entries()) {
    await a.expect.nothing({ ms: 999, because: `The ${nth} tick is due after ${index + 1} s.` });
    await clock.advance({ ms: 1 });
    await a.expect.text(`tick ${index + 1}`, { within: 0, because: `The ${nth} tick is due.` });
  }
});

check("echoes each message immediately", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ ms: 500 });
  a.send("hello");
  await a.expect.text("hello", { within: 100, because: "No tick is due yet." });
  a.send(Uint8Array.of(0xff, 0x00));
  await a.expect.binary(Uint8Array.of(0xff, 0x00), { within: 100, because: "Binary is echoed too." });
});

check("stays on time while the client talks", async ({ connect, clock }) => {
  const a = await connect();
  for (const text of ["one", "two"]) {
    await clock.advance({ ms: 400 });
    a.send(text);
    await a.expect.text(text, { within: 100 });
  }
  await clock.advance({ ms: 200 });
  await a.expect.text("tick 1", { within: 0, because: "One second has passed." });
  await clock.advance({ ms: 900 });
  a.send("three");
  await a.expect.text("three", { within: 100 });
  await a.expect.nothing({ because: "The next tick is not due yet." });
  await clock.advance({ ms: 100 });
  await a.expect.text("tick 2", { within: 0, because: "Two seconds have passed." });
});

check("closes with 1000 right after tick 5", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ seconds: 5 });
  for (const tick of [1, 2, 3, 4, 5]) {
    await a.expect.text(`tick ${tick}`, { within: 0, because: "Five seconds have passed, and five ticks are due." });
  }
  await a.expect.close(1000, "done", { within: 100, because: "The count is over." });
  const timerMs = await clock.nextTimer();
  if (timerMs !== null) fail(`The count is over, but a timer is still running (due in ${timerMs / 1000} s).`);
});

check("keeps a separate count for each client", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ ms: 1_500 });
  await a.expect.text("tick 1", { within: 0 });
  const b = await connect();
  await clock.advance({ ms: 500 });
  await a.expect.text("tick 2", { within: 0, because: "A connected two seconds ago." });
  await b.expect.nothing({ because: "B connected half a second ago." });
  await clock.advance({ ms: 500 });
  await b.expect.text("tick 1", { within: 0, because: "B connected one second ago." });
});

check("stops counting when the client leaves", async ({ connect, clock }) => {
  const a = await connect();
  const b = await connect();
  await clock.advance({ seconds: 1 });
  await b.expect.text("tick 1", { within: 0 });
  a.close(1000, "enough");
  await a.expect.eventually.close({ code: 1000 });
  await clock.advance({ seconds: 1 });
  await b.expect.text("tick 2", { within: 0, because: "B is still connected." });
  b.close(1000, "enough");
  await b.expect.close({ code: 1000 });
  const timerMs = await clock.nextTimer();
  if (timerMs !== null) fail(`Both clients have left, but a timer is still running (due in ${timerMs / 1000} s).`);
});

check("keeps ticking while a reply takes time", async ({ connect, clock }) => {
  const a = await connect();
  const early = 'The echo of "slow" is due after two seconds.';
  await clock.advance({ ms: 500 });
  a.send("slow");
  await a.expect.nothing({ ms: 499, because: early });
  await clock.advance({ ms: 1 });
  await a.expect.text("tick 1", { within: 0, because: "The first tick is due meanwhile." });
  await clock.advance({ seconds: 1 });
  await a.expect.text("tick 2", { within: 0, because: "The second tick is due meanwhile." });
  await a.expect.nothing({ ms: 499, because: early });
  await clock.advance({ ms: 1 });
  await a.expect.text("slow", { within: 0, because: "Two seconds have passed." });
  a.send("quick");
  await a.expect.text("quick", { within: 100, because: "Other messages are echoed immediately." });
});

check("drops a reply that waits when the connection closes", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ ms: 4_500 });
  const b = await connect();
  a.send("slow");
  b.send("slow");
  await clock.advance({ ms: 500 });
  const counted = ["tick 1", "tick 2", "tick 3", "tick 4", "tick 5", close(1000, "done")];
  await a.expect.inOrder(counted, { within: 100, because: "The count is over, although a reply waits." });
  b.terminate();
  await clock.advance({ seconds: 2 });
  const timerMs = await clock.nextTimer();
  if (timerMs !== null) fail(`Both connections have ended, but a timer is still running (due in ${timerMs / 1000} s).`);
});
