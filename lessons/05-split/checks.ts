// A server that reads and writes at the same time, on a clock that moves only when the check advances it.
import { check, fail } from "ws101/checks";

/** The message has already arrived; waiting for it would move the clock to the next tick. */
const now = { within: 0 };

check("sends a tick after each second", async ({ connect, clock }) => {
  const a = await connect();
  await a.expect.nothing({ ms: 900 });
  await clock.advance({ ms: 100 });
  await a.expect.text("tick 1", now);
  await clock.advance({ seconds: 1 });
  await a.expect.text("tick 2", now);
});

check("echoes immediately, without waiting for a tick", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ seconds: 1 });
  await a.expect.text("tick 1", now);
  a.send("hello");
  await a.expect.text("hello", now);
  a.send("hello again");
  await a.expect.text("hello again", now);
  await clock.advance({ seconds: 1 });
  await a.expect.text("tick 2", now);
});

check("keeps a separate count for each connection", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ seconds: 2 });
  const b = await connect();
  await clock.advance({ seconds: 1 });
  for (const tick of ["tick 1", "tick 2", "tick 3"]) await a.expect.text(tick, now);
  await b.expect.text("tick 1", now);
});

check("closes with 1000 right after tick 5", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ seconds: 6 });
  for (const tick of ["tick 1", "tick 2", "tick 3", "tick 4", "tick 5"]) await a.expect.text(tick, now);
  await a.expect.close({ code: 1000, reason: "done" }, { ...now, because: "The count is over." });
});

check("stops counting when the client leaves", async ({ connect, clock }) => {
  const a = await connect();
  await clock.advance({ seconds: 2 });
  await a.expect.text("tick 1", now);
  await a.expect.text("tick 2", now);
  a.close(1000, "enough");
  await a.expect.close({ code: 1000 }, now);
  const timerMs = await clock.nextTimer();
  if (timerMs !== null) fail(`A has closed its socket, but a timer is still running (due in ${timerMs / 1000} s).`);
});
