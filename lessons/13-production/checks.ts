// A server that survives its restart, and a client that survives its server.
import { type Client, check, fail } from "ws101/checks";

const kept = 100;

check("numbers each message and sends it to everyone", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  a.send("hello");
  await b.expect.json({ id: 1, text: "hello" }, { because: "This is the first message." });
  await a.expect.json({ id: 1, text: "hello" }, { because: "The sender receives it, too." });
  b.send("hi");
  await a.expect.json({ id: 2, text: "hi" }, { because: "This is the second message." });
  await b.expect.json({ id: 2, text: "hi" }, { because: "The sender receives it, too." });
});

check("sends what a client has missed, and nothing twice", async ({ connect }) => {
  const a = await connect();
  for (const text of ["one", "two", "three"]) a.send(text);
  await expectEntries(a, 1, ["one", "two", "three"], "It was connected all the time.");
  const b = await connect({ query: { after: "1" } });
  await expectEntries(b, 2, ["two", "three"], "It connected after 1.");
  const c = await connect();
  await expectEntries(c, 1, ["one", "two", "three"], "It connected with no after.");
  a.send("four");
  for (const client of [a, b, c]) {
    await expectEntries(client, 4, ["four"], "The next message is sent once.");
    await client.expect.nothing();
  }
  for (let n = 5; n <= kept + 10; n++) a.send(`message ${n}`);
  const last = { id: kept + 10, text: `message ${kept + 10}` };
  await a.expect.eventually.json(last, { because: "The ids count on, however many messages are kept." });
  const d = await connect();
  await d.expect.json({ id: 11, text: "message 11" }, { because: "The last 100 messages are kept." });
  await d.expect.eventually.json({ id: kept + 10, text: `message ${kept + 10}` });
});

check("keeps the messages through a restart", async ({ connect, room }) => {
  const a = await connect();
  a.send("one");
  a.send("two");
  await expectEntries(a, 1, ["one", "two"], "These are the first messages.");
  await room.restart();
  const b = await connect({ query: { after: "1" } });
  await expectEntries(b, 2, ["two"], "It was sent before the restart.");
  b.send("three");
  await expectEntries(b, 3, ["three"], "The ids continue.");
  await room.crash();
  const c = await connect({ query: { after: "2" } });
  await expectEntries(c, 3, ["three"], "It was sent before the crash.");
});

check("closes with 1001 on shutdown", async ({ connect, room }) => {
  const a = await connect();
  const b = await connect();
  await room.shutdown();
  await a.expect.close({ code: 1001, reason: /./ });
  await b.expect.close({ code: 1001, reason: /./ });
});

check("connects again after each refusal, later each time", async ({ accept, clock }) => {
  await accept({ refuse: 503 });
  for (const limitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const sinceMs = clock.now();
    // A client that comes back much too late is told so.
    await accept({ refuse: 503, withinMs: 300_000 });
    requireBetween(clock.now() - sinceMs, limitMs / 2, limitMs);
  }
});

check("waits a random time", async ({ accept, clock }) => {
  await accept({ refuse: 503 });
  const shares: number[] = [];
  for (const limitMs of [1_000, 2_000, 4_000, 8_000]) {
    const sinceMs = clock.now();
    await accept({ refuse: 503 });
    shares.push(Math.round(((clock.now() - sinceMs) / limitMs) * 100));
  }
  if (new Set(shares).size === 1) fail(`The client waited ${shares[0]} % of the time after each of four refusals.`);
});

check("starts again with a short wait once it was connected", async ({ accept, clock }) => {
  for (let n = 1; n <= 4; n++) await accept({ refuse: 503 });
  const server = await accept();
  const sinceMs = clock.now();
  server.terminate();
  const next = await accept();
  requireBetween(clock.now() - sinceMs, 500, 1_000);
  await next.expect.open();
});

check("resumes after the last message it received", async ({ accept }) => {
  const first = await accept();
  requireEverything(first.url);
  for (const id of [7, 8]) first.send({ id, text: `message ${id}` });
  await first.expect.open();
  first.close(1001, "deploying");
  const second = await accept();
  requireAfter(second.url, "8");
  second.terminate();
  const third = await accept();
  requireAfter(third.url, "8");
  third.send({ id: 9, text: "message 9" });
  await third.expect.open();
  third.terminate();
  await accept({ refuse: 503 });
  requireAfter((await accept()).url, "9");
});

async function expectEntries(client: Client, firstId: number, texts: readonly string[], because: string) {
  for (const [index, text] of texts.entries()) await client.expect.json({ id: firstId + index, text }, { because });
}

/** Timers are in whole milliseconds. */
function requireBetween(ms: number, fromMs: number, toMs: number) {
  if (ms >= fromMs - 1 && ms <= toMs + 1) return;
  fail(`The client came back after ${ms / 1_000} s; ${fromMs / 1_000} to ${toMs / 1_000} s were expected.`);
}

/** Of a client that has received nothing yet. */
function requireEverything(url: string) {
  if (Number(afterOf(url) ?? 0) <= 0) return;
  fail(`The client connected to ${url}, and had received no message yet: after=0 was due, or no after at all.`);
}

function requireAfter(url: string, expected: string) {
  if (afterOf(url) === expected) return;
  fail(
    `The client came back to ${url}; the last message it had received was ${expected}, so after=${expected} was due.`,
  );
}

function afterOf(url: string): string | null {
  return new URL(url, "ws://localhost").searchParams.get("after");
}
