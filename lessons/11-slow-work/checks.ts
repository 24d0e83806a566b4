// Long computations, next to messages that are answered immediately.
import { check } from "ws101/checks";

check("counts the primes below a number", async ({ connect }) => {
  const a = await connect();
  a.send("primes 10");
  await a.expect.text("4 primes below 10");
  a.send("hello");
  await a.expect.text("hello");
  a.send("primes 1000");
  await a.expect.text("168 primes below 1000");
  a.send("primes 7");
  await a.expect.text("3 primes below 7", { because: "7 is not below 7." });
  a.send(Uint8Array.of(1, 2, 3));
  await a.expect.nothing({ because: "Binary messages are ignored." });
});

check("answers a quick message before the slow one is done", async ({ connect }) => {
  const a = await connect();
  a.send("primes 3000");
  a.send("hello");
  await a.expect.text("hello", { because: "It was sent while the primes were being counted." });
  await a.expect.text("430 primes below 3000");
  a.send("primes 2000");
  a.send("primes 10");
  await a.expect.text("4 primes below 10", { because: "A short count need not wait for a long one." });
  await a.expect.text("303 primes below 2000");
});

check("counts for longer than the loop may be blocked", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  a.send("primes 10000");
  await a.expect.text("1229 primes below 10000");
  b.send("hello");
  await b.expect.text("hello", { because: "B's connection has nothing to do with A's numbers." });
});

check("replies too much when the work was stopped", async ({ connect }) => {
  const a = await connect();
  a.send("primes 1000000000");
  a.send("hello");
  await a.expect.text("hello", { because: "It was sent while the primes were being counted." });
  await a.expect.text("too much: 1000000000");
  a.send("primes 10");
  await a.expect.text("4 primes below 10", { because: "The connection stays open." });
});

check("cancels the work of the client that asks for it", async ({ connect, room }) => {
  const a = await connect();
  a.send("primes 5000");
  a.send("primes 4000");
  a.send("cancel");
  await a.expect.text("cancelled");
  await a.expect.nothing({ ms: 100, because: "The counts were cancelled." });
  a.send("primes 3000");
  a.send("cancel");
  a.send("primes 10");
  await a.expect.text("cancelled");
  await a.expect.text("4 primes below 10", { because: "It was sent after the cancel." });
  a.send("primes 100");
  await a.expect.text("25 primes below 100", { because: "It was sent after the cancel." });
  a.send("primes 1000000000");
  a.send("cancel");
  a.send("primes 5000");
  a.send("primes 10");
  await a.expect.text("cancelled");
  await a.expect.text("4 primes below 10", { because: "The cancelled count has left its thread free for this one." });
  await a.expect.text("669 primes below 5000");
  const b = await connect();
  room.holdCalls();
  b.send("primes 1000");
  a.send("cancel");
  await a.expect.text("cancelled");
  room.releaseCalls();
  await b.expect.text("168 primes below 1000", { because: "This is B's count, and A has cancelled its own." });
  room.holdCalls();
  b.send("primes 1000");
  a.close(1000);
  await a.expect.close();
  room.releaseCalls();
  await b.expect.text("168 primes below 1000", { because: "A has left, and B has cancelled nothing." });
});
