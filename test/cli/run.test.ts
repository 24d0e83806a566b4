import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { WebSocket } from "ws";
import { runCommand } from "../../server/cli/run.ts";
import { within } from "../host/support/deadline.ts";
import { ownPort } from "../host/support/own-port.ts";
import { Command, refuses, scratch, ws101 } from "./command.ts";

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
    await within(once(ws, "open"), `no connection to ${url}`);
    return new Peer(ws);
  }

  async request(text: string): Promise<string> {
    const reply = once(this.#ws, "message");
    this.#ws.send(text);
    const [data] = await within(reply, `the reply to "${text}" did not come`);
    return String(data);
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
  await command.prints(/Version 2 is running, loaded in [\d.]+ ms/);
  assert.equal(await peer.request("b"), "two: b");
  await files.file("handler.ts", "const a = ;");
  await command.prints(/handler\.ts:1:11 .*\n.*Version 3 was not loaded\. Version 2 is still running\./);
  assert.equal(await peer.request("c"), "two: c");
  peer.send("throw");
  await command.prints(/fault handler\.ts:6 .*as you wish/);
  command.interrupt();
  const { code, err } = await command.exited();
  assert.deepEqual([code, err], [0, ""]);
});

test("CL16 run starts with a file that does not compile yet, and has the same URL the next time, on the requested port", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", 'import fs from "fs";\n');
  const port = ownPort();
  const start = () => new Command(["run", file, "--port", String(port), "--data", files.folder]);
  let first = "";
  {
    await using command = start();
    [, first = ""] = await command.prints(runningAt);
    assert.equal(new URL(first).port, String(port));
    await command.prints(/handler\.ts:1:16 {2}"fs" is not available.*\n.*Nothing is running yet/);
    await command.prints(/Ctrl\+C to stop/);
    await files.file("handler.ts", replying("now: "));
    await command.prints(/Version 2 is running/);
    using peer = await Peer.open(first);
    assert.equal(await peer.request("a"), "now: a");
    command.interrupt();
    assert.equal((await command.exited()).code, 0);
  }
  await using again = start();
  const [, second] = await again.prints(runningAt);
  assert.equal(second, first);
  await again.prints(/Ctrl\+C to stop/);
  again.interrupt();
  assert.equal((await again.exited()).code, 0);
});

test("CL12 run exits with 2 and one sentence if it cannot start", async () => {
  await refuses(runCommand, ["no-such-file.ts"], /^File not found: no-such-file\.ts$/);
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
