// The same calls made on npm's own ws over a real socket and on ours: what a client receives and what is thrown must agree.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { rooms } from "./guest-room.ts";

const sends = [
  "ws.send('text')",
  "ws.send('')",
  "ws.send('é€🎉')",
  "ws.send('lone \\ud800 surrogate')",
  "ws.send(5)",
  "ws.send(0)",
  "ws.send(-1.5)",
  "ws.send(NaN)",
  "ws.send(null)",
  "ws.send(undefined)",
  "ws.send(false)",
  "ws.send(Buffer.from('bytes'))",
  "ws.send(Buffer.from('text'), { binary: false })",
  "ws.send(Buffer.from('text'), { binary: undefined })",
  "ws.send('bytes', { binary: true })",
  "ws.send('é', { binary: true })",
  "ws.send(new Uint8Array([1, 2, 3]).subarray(1))",
  "ws.send(new Uint8Array([1, 2, 3]).buffer)",
  "ws.send(new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1))",
  "ws.send(new Float32Array([0.5, 1]))",
  "ws.send([1, 2, 300])",
  "ws.send([])",
  "ws.send('compressed', { compress: true, mask: false })",
  "ws.send('with options', {})",
  "ws.send('with null', null)",
  "ws.send('a', { fin: false }); ws.send('b', { fin: true })",
  "const part = Buffer.from('a'); ws.send(part, { fin: false }); part[0] = 98; ws.send(part, { fin: true })",
  "ws.ping()",
  "ws.ping('x')",
  "ws.ping(7)",
  "ws.ping(Buffer.from([1]))",
  "ws.ping('x'.repeat(125))",
  "ws.pong('y')",
  "ws.pong(undefined, false)",
  "ws.close()",
  "ws.close(1000)",
  "ws.close(1000, 'reason')",
  "ws.close(1000, Buffer.from('reason'))",
  "ws.close(1000, '')",
  "ws.close(1001, 'é'.repeat(61))",
  "ws.close(3000)",
  "ws.close(4999, 'x')",
  "ws.close(1014)",
  "ws.close(undefined, 'unsaid')",
];

for (const call of sends) {
  test(`GU41 ${call} sends what ws sends`, async () => {
    assert.deepEqual(ours(call).got, (await theirs(call)).got);
  });
}

const throws = [
  "ws.send({})",
  "ws.send({ a: 1 })",
  "ws.send(true)",
  "ws.send(Symbol('s'))",
  "ws.send(10n)",
  "ws.send(() => {})",
  "ws.ping('x'.repeat(126))",
  "ws.pong(new Uint8Array(126))",
  "ws.ping({})",
  "ws.close(0)",
  "ws.close(999)",
  "ws.close(1004)",
  "ws.close(1005)",
  "ws.close(1006)",
  "ws.close(1015)",
  "ws.close(2999)",
  "ws.close(5000)",
  "ws.close(NaN)",
  "ws.close(null)",
  "ws.close('1000')",
  "ws.close(1000, 'x'.repeat(124))",
  "ws.close(1000, 'é'.repeat(62))",
];

for (const call of throws) {
  test(`GU41 ${call} throws the class that ws throws, and the socket stays open`, async () => {
    const [mine, real] = [ours(call), await theirs(call)];
    assert.notEqual(real.thrown, null);
    assert.equal(mine.thrown, real.thrown);
    assert.deepEqual(mine.got, real.got);
  });
}

interface Outcome {
  readonly got: readonly string[];
  /** The name of the error's class. */
  readonly thrown: string | null;
}

function ours(call: string): Outcome {
  using room = rooms.open(`import { WebSocketServer } from "ws";
    new WebSocketServer({ port: 1 }).on("connection", (ws) => {
      try { ${call} } catch (error) { console.log(error.name) }
      ws.send("marker");
    });`);
  const got = room
    .connect()
    .got()
    .filter((line) => line !== "text marker");
  return { got, thrown: room.logs()[0] ?? null };
}

/** Frames as a client of npm's ws sees them; a close is what its close frame said. */
async function theirs(call: string): Promise<Outcome> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  let thrown: string | null = null;
  server.on("connection", (ws) => {
    try {
      new Function("ws", call)(ws);
    } catch (error) {
      thrown = error instanceof Error ? error.name : String(error);
    }
    ws.send("marker");
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  const got = await received(client);
  client.terminate();
  server.close();
  await once(server, "close");
  return { got, thrown };
}

function received(client: WebSocket): Promise<string[]> {
  const got: string[] = [];
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`no end within 20 s: ${got.join()}`)), 20_000);
    const end = () => {
      clearTimeout(deadline);
      resolve([...got]);
    };
    const line = (kind: string, text: string) => got.push(`${kind} ${text}`.trimEnd());
    client.on("message", (data: Buffer, isBinary) => {
      if (!isBinary && String(data) === "marker") return end();
      line(isBinary ? "binary" : "text", isBinary ? data.toString("hex") : data.toString());
    });
    client.on("ping", (data) => line("ping", data.toString()));
    client.on("pong", (data) => line("pong", data.toString()));
    client.on("close", (code, reason) => {
      line("close", `${code === 1005 ? "-" : code} ${reason}`);
      end();
    });
    client.on("error", reject);
  });
}
