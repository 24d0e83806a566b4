// Not a test: the checks of an ejected project.
import { check, fail } from "ws101/checks";

check("a paused client reads as many messages as it is told", async ({ connect }) => {
  const a = await connect();
  a.pause();
  a.send("send 5");
  // Each frame has a header of two bytes.
  if ((await a.held()) !== 5 * 11) fail(`${await a.held()} bytes are held.`);
  a.read(2);
  await a.expect.text("message 1");
  await a.expect.text("message 2");
  await a.expect.nothing();
  if ((await a.held()) !== 3 * 11) fail(`${await a.held()} bytes are held after two were read.`);
  a.resume();
  for (const n of [3, 4, 5]) await a.expect.text(`message ${n}`);
});

check("offloaded calls have all their outcomes", async ({ connect }) => {
  const a = await connect();
  for (const [name, outcome] of [
    ["copy", "6 0 0"],
    ["throw", "RangeError: out of range"],
    ["endless", "OffloadFailed cpu"],
    ["wait", "OffloadFailed stuck"],
    ["abort", "Error: not now"],
    ["state", "true"],
    ["state", "true"],
  ]) {
    a.send(`call ${name}`);
    await a.expect.text(String(outcome));
  }
});

check("results come in the order of the work, not of the time that passes", async ({ connect }) => {
  const a = await connect();
  for (const name of ["compute", "nap"]) a.send(`call ${name}`);
  await a.expect.text('"rested"');
  await a.expect.text('"computed"');
});

check(
  "a room that is asked to stop admits no one, and has what it stored after a restart",
  async ({ connect, room }) => {
    const a = await connect();
    a.send("store this");
    await room.shutdown();
    await a.expect.close(1012);
    const refused = await connect();
    await refused.expect.refused(503);
    await room.restart();
    const b = await connect();
    b.send("stored");
    await b.expect.text("this");
  },
);
