// A learner's `client(dial)` in the learner's own room.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import { following } from "./following.ts";
import type { Page } from "./page.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

/** Refuses the first dial, echoes texts and closes on request. */
const source = (version: string) => `import { type Dial, DialFailed, type Socket, type UpgradeRequest } from "ws101";
let dials = 0;
export function upgrade(request: UpgradeRequest) {
  if (++dials === 1) return { status: 429 };
}
export default async function handle(socket: Socket) {
  await socket.send("welcome");
  for await (const message of socket) {
    if (message.type === "text" && message.data === "bye") socket.close(4001, "enough");
    else await socket.send(message.type === "text" ? socket.request.query.get("after") + " " + message.data : message.data);
  }
}
export async function client(dial: Dial) {
  console.log("${version}");
  try {
    await dial("/?after=1");
  } catch (error) {
    if (error instanceof DialFailed) console.log("refused with " + error.status);
  }
  const socket = await dial("/?after=2");
  await socket.send("grüße 🌍");
  const greeting = await socket.recv();
  console.log(greeting?.type === "text" && greeting.data);
  const text = await socket.recv();
  await socket.send(new Uint8Array([0, 255]));
  const bytes = await socket.recv();
  console.log(text?.type === "text" && text.data, bytes?.type === "binary" && [...bytes.data].join());
  await socket.send("bye");
  const { code, reason } = await socket.closed;
  console.log(code, reason);
}
`;

/** Several lines may come in one message. */
async function prints(page: Page, text: string): Promise<void> {
  const hasText = (message: ToPage) =>
    message.type === "console" && message.lines.some((line) => line.text.includes(text));
  if (!page.messages.some(hasText)) await page.next("console", hasText);
}

test("BE30 a dial reaches the learner's own handler: refusals, messages and closes pass as they are", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, source("first version"));
  page.send({ type: "dial", on: true, page: "p1" });
  await prints(page, "first version");
  await prints(page, "refused with 429");
  await prints(page, "welcome");
  await prints(page, "2 grüße 🌍 0,255");
  await prints(page, "4001 enough");
  const lanes = page.messages.flatMap((message) => (message.type === "handshake" ? [message.handshake.client] : []));
  assert.deepEqual(new Set(lanes), new Set(["handler 1", "handler 2", "client 2"]));
});

test("BE30 each saved version starts its client, another lesson or the page's word stops it", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, source("first version"));
  page.send({ type: "dial", on: true, page: "p1" });
  await prints(page, "4001 enough");
  await visitor.load(source("second version"));
  await prints(page, "second version");
  page.send({ type: "dial", on: false, page: "p1" });
  const { length } = page.messages;
  await visitor.load(source("third version"));
  await page.next("load", ({ version }) => version === 3);
  // A dial of the second version, which had the same name, may still be on its way to the page.
  page.send({ type: "clock", mode: "stepped" });
  await page.next("state", ({ state }) => state.clock === "stepped");
  assert.ok(!page.messages.slice(length).some((message) => JSON.stringify(message).includes("third version")));
});
