import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { WebSocket } from "ws";
import { Command, scratch, ws101 } from "./command.ts";

const replying = (prefix: string, top = "") => `import { WebSocketServer } from "ws";
${top}
new WebSocketServer({ port: 1 }).on("connection", (socket) => {
  socket.on("message", (data) => {
    console.log("got", String(data));
    if (String(data) === "throw") throw new Error("as you wish");
    socket.send("${prefix}" + data);
  });
});
`;

class Peer implements Disposable {
  readonly #ws: WebSocket;
  constructor(ws: WebSocket) {
    this.#ws = ws;
  }

  static async open(url: string): Promise<Peer> {
    const ws = new WebSocket(url);
    await once(ws, "open");
    return new Peer(ws);
  }

  async request(text: string): Promise<string> {
    const reply = once(this.#ws, "message");
    this.#ws.send(text);
    return String((await reply)[0]);
  }

  send(text: string): void {
    this.#ws.send(text);
  }

  [Symbol.dispose](): void {
    this.#ws.terminate();
  }
}

const runningAt = /is running at (ws:\/\/127\.0\.0\.1:\d+\/ws\/[\w-]+)/;

test("CL16 run serves a file, reloads each save with sockets open, and prints console lines, faults and loads", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", replying("one: "));
  await using command = new Command(["run", file, "--data", files.folder]);
  const [, url = ""] = await command.prints(runningAt);
  await command.prints(/Ctrl\+C to stop/);
  using peer = await Peer.open(url);
  assert.equal(await peer.request("a"), "one: a");
  await command.prints(/log +handler\.ts:5 +got a/);
  await files.file("handler.ts", replying("two: "));
  // A save may be seen half written, as a version of its own.
  await command.prints(/Version \d+ is running, loaded in [\d.]+ ms/);
  assert.equal(await peer.request("b"), "two: b");
  await files.file("handler.ts", "const a = ;");
  await command.prints(/handler\.ts:1:11 .*\n.*Version \d+ was not loaded\. Version \d+ is still running\./);
  assert.equal(await peer.request("c"), "two: c");
  peer.send("throw");
  await command.prints(/fault handler\.ts:6 .*as you wish/);
  command.interrupt();
  const { code, err } = await command.exited();
  assert.deepEqual([code, err], [0, ""]);
});

test("CL16 the same file gets the same URL the next time, on the requested port", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", replying(""));
  const port = await freePort();
  const urls: string[] = [];
  for (const _ of [1, 2]) {
    await using command = new Command(["run", file, "--port", String(port), "--data", files.folder]);
    urls.push((await command.prints(runningAt))[1] ?? "");
    await command.prints(/Ctrl\+C to stop/);
    command.interrupt();
    assert.equal((await command.exited()).code, 0);
  }
  assert.equal(urls[0], urls[1]);
  assert.match(urls[0] ?? "", new RegExp(`:${port}/`));
});

test("CL16 run starts with a file that does not compile yet, and prints its errors", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", 'import fs from "fs";\n');
  await using command = new Command(["run", file, "--data", files.folder]);
  const [, url = ""] = await command.prints(runningAt);
  await command.prints(/handler\.ts:1:16 {2}"fs" is not available.*\n.*Nothing is running yet/);
  await command.prints(/Ctrl\+C to stop/);
  await files.file("handler.ts", replying("now: "));
  // A slow write may be read twice: an empty file first.
  await command.prints(/Version \d+ is running/);
  using peer = await Peer.open(url);
  assert.equal(await peer.request("a"), "now: a");
});

test("CL12 run exits with 2 and one sentence if it cannot start", async () => {
  const missing = await ws101("run", "no-such-file.ts");
  assert.deepEqual([missing.code, missing.out], [2, ""]);
  assert.match(missing.err, /^ws101 run: File not found: no-such-file\.ts\n$/);
  await using files = await scratch();
  const file = await files.file("handler.ts", replying(""));
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const at = taken.address();
  const port = at !== null && typeof at === "object" ? at.port : 0;
  const { code, err } = await ws101("run", file, "--port", String(port), "--data", files.folder);
  taken.close();
  assert.equal(code, 2);
  assert.match(err, new RegExp(`^ws101 run: Port ${port} is in use.*\\n$`));
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return address !== null && typeof address === "object" ? address.port : 0;
}
