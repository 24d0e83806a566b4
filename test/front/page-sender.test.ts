import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { PageSender } from "../../server/front/live/page-sender.ts";
import type { ServerClientEvent } from "../../server/protocol/clients.ts";
import { type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import { within } from "../host/support/deadline.ts";

const maxBytes = 64 << 10;
const frame = {
  peer: 1,
  direction: "in",
  atMs: 0,
  opcode: 1,
  fin: true,
  masked: true,
  length: 3_000,
  version: 1,
  line: null,
} as const;
const frames: ToPage = { type: "frames", room: "r", missing: 0, frames: [{ ...frame, payload: "x".repeat(4_000) }] };

interface Line extends AsyncDisposable {
  readonly outbox: PageSender;
  /** The server's end. */
  readonly near: WebSocket;
  readonly page: WebSocket;
  readonly missed: () => number;
}

/** An outbox over a real socket to a page. */
async function line(): Promise<Line> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(server, "listening");
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const near = await accepted;
  await once(page, "open");
  let missed = 0;
  const outbox = new PageSender({ socket: near, unsentBytes: maxBytes, onDropped: (count) => (missed += count) });
  return {
    outbox,
    near,
    page,
    missed: () => missed,
    async [Symbol.asyncDispose]() {
      page.terminate();
      near.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("LI13 a page that reads slowly misses frames within bounded memory and receives their count", async () => {
  await using over = await line();
  over.page.pause();
  const sent = 20_000;
  let most = 0;
  for (let index = 0; index < sent; index++) {
    over.outbox.send(frames);
    most = Math.max(most, over.near.bufferedAmount);
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(over.missed() > sent / 2, `${over.missed()} missed`);
  assert.ok(most < 2 * maxBytes, `${most} bytes waited`);
  const { promise: told, resolve } = Promise.withResolvers<void>();
  let came = 0;
  over.page.on("message", (data) => {
    const event = toPageSchema.parse(JSON.parse(String(data)));
    if (event.type === "frames") came += event.frames.length + event.missing;
    if (came === sent) resolve();
  });
  over.page.resume();
  await within(told, "the account of every frame did not come");
});

test("LI13 a page that reads slowly misses console lines, and a line of their room says how many", async () => {
  await using over = await line();
  over.page.pause();
  const sent = 20_000;
  const printed = { atMs: 0, level: "log", text: "x".repeat(4_000), line: 1, version: 1, missing: 0 } as const;
  const lost = { ...printed, level: "warn", text: "2 lines dropped (limit: 200/s)", line: null, missing: 2 } as const;
  for (let index = 0; index < sent; index++) {
    over.outbox.send({
      type: "console",
      room: index % 2 === 0 ? "a" : "b",
      lines: [index % 10 === 0 ? lost : printed],
    });
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(over.missed() > sent / 2, `${over.missed()} missed`);
  const { promise: told, resolve } = Promise.withResolvers<void>();
  let came = 0;
  const rooms = new Set<string>();
  over.page.on("message", (data) => {
    const event = toPageSchema.parse(JSON.parse(String(data)));
    if (event.type !== "console") return;
    for (const { text, missing } of event.lines) {
      came += missing || 1;
      if (/^\d+ lines dropped: this page received them too slowly$/.test(text)) rooms.add(event.room);
    }
    if (came === sent + sent / 10) resolve();
  });
  over.page.resume();
  await within(told, "not every dropped line was reported");
  assert.deepEqual([...rooms].sort(), ["a", "b"]);
});

test("LI13 a page that does not read at all is closed with 1013", async () => {
  await using over = await line();
  over.page.pause();
  const notice: ToPage = { type: "notice", level: "info", text: "x".repeat(10_000) };
  for (let index = 0; index < 2_000 && over.near.readyState === over.near.OPEN; index++) {
    over.outbox.send(notice);
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(over.near.readyState, over.near.CLOSING);
  const closed = once(over.page, "close");
  over.page.resume();
  const [code] = await within(closed, "the end of the channel did not come");
  assert.equal(code, 1013);
});

test("EN20 a page that reads slowly misses messages of its server-run clients and receives their number, but misses no end of a client", async () => {
  await using over = await line();
  over.page.pause();
  const of = (event: ServerClientEvent): ToPage => ({ type: "client", client: "A", event });
  const sent = 2_000;
  for (let index = 0; index < sent; index++) {
    over.outbox.send(of({ what: "message", kind: "text", data: "x".repeat(4_000), bytes: 4_000, atMs: 0 }));
    if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(over.missed() > 0, "nothing was left out");
  over.outbox.send(of({ what: "closed", code: 1000, reason: "", atMs: 0 }));
  const { promise: told, resolve } = Promise.withResolvers<void>();
  let came = 0;
  over.page.on("message", (data) => {
    const event = toPageSchema.parse(JSON.parse(String(data)));
    if (event.type !== "client") return;
    if (event.event.what === "message") came += 1;
    if (event.event.what === "missed") came += event.event.count;
    if (event.event.what === "closed") resolve();
  });
  over.page.resume();
  await within(told, "the client's end did not come");
  assert.equal(came, sent, "what was missed is told before the end");
});
