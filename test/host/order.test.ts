// The order in which clients of one room observe what its handler does.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import { opcodes } from "../../server/protocol/rfc6455.ts";
import { Client } from "./support/client.ts";
import { within } from "./support/deadline.ts";
import { HostProcess } from "./support/process.ts";

const repetitions = 200;

const host = await HostProcess.start();
after(() => host[Symbol.asyncDispose]());

test("RO3 a message sent before another socket is terminated arrives before that socket's end", async () => {
  await load(
    "terminate",
    `import { WebSocketServer } from "ws";
    let first, last;
    new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
      first ??= socket;
      last = socket;
      socket.on("message", () => {
        first.send("x");
        last.terminate();
      });
    });`,
  );
  using asking = await Client.connect(host.gate.url("terminate"));
  let inOrder = 0;
  for (let n = 0; n < repetitions; n++) {
    using ended = await Client.connect(host.gate.url("terminate"));
    const observed: string[] = [];
    const message = once(asking.ws, "message").then(() => observed.push("message"));
    const end = once(ended.ws, "close").then(() => observed.push("end"));
    asking.send("now");
    await within(Promise.all([message, end]), "the message and the end did not both arrive");
    if (observed[0] === "message") inOrder += 1;
  }
  assert.equal(inOrder, repetitions);
});

test("RO3 a message sent before another socket is closed is written before that close frame", async () => {
  await load(
    "close",
    `let first, last;
    export default async function handle(socket) {
      first ??= socket;
      last = socket;
      for await (const message of socket) {
        if (message.type !== "text") continue;
        first.send("x");
        last.close(1000);
      }
    }`,
  );
  using asking = await Client.connect(host.gate.url("close"));
  host.send({ type: "watch", room: "close", on: true });
  for (let n = 0; n < repetitions; n++) {
    using closed = await Client.connect(host.gate.url("close"));
    asking.send("now");
    await closed.closed();
  }
  const written = () =>
    host.fromHost.of("frames").flatMap(({ frames }) => frames.filter((each) => each.direction === "out"));
  await host.fromHost.next("frames", () => written().length === 2 * repetitions);
  const expected = Array.from({ length: repetitions }, () => [opcodes.text, opcodes.close]).flat();
  assert.deepEqual(
    written().map(({ opcode }) => opcode),
    expected,
  );
});

async function load(room: string, source: string): Promise<void> {
  const loaded = await host.load(room, source, { budget: "check" });
  assert.ok(loaded.ok);
}
