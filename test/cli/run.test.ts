import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { WebSocket } from "ws";
import { Command, scratch, ws101 } from "./command.ts";

const answering = (prefix: string, top = "") => `import { WebSocketServer } from "ws";
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

  async ask(text: string): Promise<string> {
    const answer = once(this.#ws, "message");
    this.#ws.send(text);
    return String((await answer)[0]);
  }

  tell(text: string): void {
    this.#ws.send(text);
  }

  [Symbol.dispose](): void {
    this.#ws.terminate();
  }
}

const address = /answers at (ws:\/\/127\.0\.0\.1:\d+\/ws\/[\w-]+)/;

test("CL16 run serves a file, loads each save into open sockets, and tells of lines, faults and loads", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", answering("one: "));
  await using command = new Command(["run", file, "--data", files.folder]);
  const [, url = ""] = await command.says(address);
  await command.says(/Ctrl\+C ends/);
  using peer = await Peer.open(url);
  assert.equal(await peer.ask("a"), "one: a");
  await command.says(/log +handler\.ts:5 +got a/);
  await files.file("handler.ts", answering("two: "));
  await command.says(/Version 2 serves, loaded in [\d.]+ ms/);
  assert.equal(await peer.ask("b"), "two: b");
  await files.file("handler.ts", "const a = ;");
  await command.says(/handler\.ts:1:11 .*\n.*Version 3 does not run\. Version 2 still answers\./);
  assert.equal(await peer.ask("c"), "two: c");
  peer.tell("throw");
  await command.says(/fault handler\.ts:6 .*as you wish/);
  command.interrupt();
  const { code, err } = await command.ended();
  assert.deepEqual([code, err], [0, ""]);
});

test("CL17 the same file gets the same address the next time, on the port that was asked for", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", answering(""));
  const port = await freePort();
  const urls: string[] = [];
  for (const _ of [1, 2]) {
    await using command = new Command(["run", file, "--port", String(port), "--data", files.folder]);
    urls.push((await command.says(address))[1] ?? "");
    await command.says(/Ctrl\+C ends/);
    command.interrupt();
    assert.equal((await command.ended()).code, 0);
  }
  assert.equal(urls[0], urls[1]);
  assert.match(urls[0] ?? "", new RegExp(`:${port}/`));
});

test("CL18 run begins with a file that does not compile yet, and says what is wrong", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", 'import fs from "fs";\n');
  await using command = new Command(["run", file, "--data", files.folder]);
  const [, url = ""] = await command.says(address);
  await command.says(/handler\.ts:1:16 {2}"fs" is not here.*\n.*Nothing answers yet/);
  await command.says(/Ctrl\+C ends/);
  await files.file("handler.ts", answering("now: "));
  await command.says(/Version 2 serves/);
  using peer = await Peer.open(url);
  assert.equal(await peer.ask("a"), "now: a");
});

test("CL19 run ends with 2 and one sentence when it cannot begin", async () => {
  const missing = await ws101("run", "no-such-file.ts");
  assert.deepEqual([missing.code, missing.out], [2, ""]);
  assert.match(missing.err, /^ws101 run: There is no file no-such-file\.ts\.\n$/);
  await using files = await scratch();
  const file = await files.file("handler.ts", answering(""));
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const at = taken.address();
  const port = at !== null && typeof at === "object" ? at.port : 0;
  const { code, err } = await ws101("run", file, "--port", String(port), "--data", files.folder);
  taken.close();
  assert.equal(code, 2);
  assert.match(err, new RegExp(`^ws101 run: Port ${port} is taken.*\\n$`));
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return address !== null && typeof address === "object" ? address.port : 0;
}
