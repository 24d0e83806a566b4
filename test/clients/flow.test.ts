// The ledger of a client in full flow, shown to bite: servers that lose, repeat, reorder, or answer with the wrong version.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocketServer } from "ws";
import { FlowingClient } from "./flow.ts";

interface Rogue {
  readonly title: string;
  /** What goes out for the `n`th message, counted from 0. */
  answers(n: number, message: string, before: string): readonly string[];
  readonly complaint: RegExp | null;
}

const rogues: readonly Rogue[] = [
  { title: "an honest one passes", answers: (_, message) => [`2 ${message}`], complaint: null },
  {
    title: "a lost answer is seen",
    answers: (n, message) => (n === 5 ? [] : [`2 ${message}`]),
    complaint: /lost, repeated or out of order/,
  },
  {
    title: "a repeated answer is seen",
    answers: (n, message) => (n === 5 ? [`2 ${message}`, `2 ${message}`] : [`2 ${message}`]),
    complaint: /lost, repeated or out of order/,
  },
  {
    title: "two answers in the wrong order are seen",
    answers: (n, message, before) => (n === 5 ? [] : n === 6 ? [`2 ${message}`, `2 ${before}`] : [`2 ${message}`]),
    complaint: /lost, repeated or out of order/,
  },
  {
    title: "an older version than the one that serves is seen",
    answers: (_, message) => [`1 ${message}`],
    complaint: /after a newer one had loaded/,
  },
  {
    title: "a version that was not saved yet is seen",
    answers: (_, message) => [`4 ${message}`],
    complaint: /before it was saved/,
  },
  {
    title: "an older version after a newer one is seen",
    answers: (n, message) => [n === 5 ? `3 ${message}` : `2 ${message}`],
    complaint: /after version 3 had/,
  },
];

for (const { title, answers, complaint } of rogues) {
  test(`UP54 in the ledger of a flowing client ${title}`, { timeout: 60_000 }, async () => {
    await using server = await serve(answers);
    using client = await FlowingClient.connect(server.url, { atLeast: 2, atMost: 3 }, 4);
    await server.answered(20);
    if (complaint === null) assert.ok((await client.stop()).answered >= 20);
    else await assert.rejects(client.stop(), complaint);
  });
}

async function serve(answers: Rogue["answers"]) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  const enough = Promise.withResolvers<void>();
  let wanted = Number.POSITIVE_INFINITY;
  let heard = 0;
  server.on("connection", (socket) => {
    let before = "";
    socket.on("message", (data) => {
      for (const answer of answers(heard, data.toString(), before)) socket.send(answer);
      before = data.toString();
      heard += 1;
      if (heard >= wanted) enough.resolve();
    });
    // A client that found something wrong says no more.
    socket.on("close", () => enough.resolve());
  });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `ws://127.0.0.1:${address.port}`,
    answered(count: number) {
      wanted = count;
      if (heard >= wanted) enough.resolve();
      return enough.promise;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
