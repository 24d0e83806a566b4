// The types that a learner's editor reads: good handlers are accepted, mistakes are found where they are.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

const good: Readonly<Record<string, string>> = {
  "echo-loop": `import type { Socket } from "ws101";
    export default async function handle(socket: Socket) {
      for await (const message of socket) {
        if (message.type === "text" || message.type === "binary") await socket.send(message.data);
      }
    }`,
  "whole-loop": `import { broadcast, channel, ChannelClosed, interval, Lagged, select, sleep, SocketClosed, spawn, timeout } from "ws101";
    import type { Message, Receiver, Sender, Socket, Task, UpgradeAnswer, UpgradeRequest } from "ws101";
    export async function upgrade({ query, protocols }: UpgradeRequest): Promise<UpgradeAnswer> {
      if (query.get("token") === null) return { status: 401, reason: "no token" };
      if (protocols.includes("chat")) return { protocol: "chat", headers: { "x-a": "b" } };
    }
    const room = broadcast<string>(64);
    export default async function handle(socket: Socket): Promise<void> {
      const { sender, receiver }: { sender: Sender; receiver: Receiver } = socket.split();
      using news = room.subscribe();
      const jobs = channel<{ id: number }>(8);
      using ticks = interval(1000);
      const task: Task<number> = spawn(async (signal) => { await sleep(10, { signal }); return 5; });
      const next = await select({ message: receiver, line: news, job: jobs.receiver, tick: ticks, task, late: sleep(5) });
      switch (next.from) {
        case "message": { const message: Message | null = next.value; if (message?.type === "close") console.log(message.code); break; }
        case "line": if (next.value instanceof Lagged) console.log(next.value.missed); else if (next.value) await sender.send(next.value.toUpperCase()); break;
        case "job": await sender.send(String(next.value?.id)); break;
        case "tick": await sender.send((next.value * 2).toFixed()); break;
        case "task": await sender.send(next.value.toFixed()); break;
        case "late": break;
      }
      const first = await timeout(100, receiver);
      const result: number = await timeout(100, async (signal) => (signal.aborted ? 1 : 2));
      try { await sender.send(new Uint8Array(result)); await jobs.sender.send({ id: 1 }); }
      catch (error) { if (error instanceof SocketClosed) console.log(error.by, error.code); if (error instanceof ChannelClosed) throw error; }
      console.log(first?.type, (await socket.closed).reason, await task);
    }`,
  offload: `import { offload, OffloadFailed, type Socket } from "ws101";
    const sum = offload(async (bytes: Uint8Array) => bytes.reduce((a, b) => a + b, 0), { size: 4 });
    const now = offload(() => Date.now());
    export default async function handle(socket: Socket): Promise<void> {
      const bytes = new Uint8Array(8);
      const total: number = await sum(bytes, { signal: AbortSignal.timeout(5), transfer: [bytes] });
      await socket.send((total + (await now())).toFixed());
      try { await sum(bytes); } catch (error) { if (error instanceof OffloadFailed && error.reason === "cpu") throw error; }
    }`,
  stopping: `import { select, shutdown, sleep, storage, type Socket } from "ws101";
    export default async function handle(socket: Socket): Promise<void> {
      const visits: number = Number(storage.get("visits") ?? 0) + storage.keys().length;
      storage.set("visits", { visits });
      if (storage.delete("visits")) await sleep(shutdown.graceMs, { signal: shutdown.signal });
      const next = await select({ message: socket, stop: shutdown.requested });
      if (next.from === "stop") return await socket.close(1001, "deploying");
      await shutdown.requested;
    }`,
  client: `import { DialFailed, sleep, type Client, type Dial } from "ws101";
    export async function client(dial: Dial): Promise<void> {
      const socket = await dial("/feed", { signal: AbortSignal.timeout(5) }).catch((error: unknown) => error instanceof DialFailed ? error.status : 0);
      if (typeof socket === "number") return await sleep(socket);
      for await (const message of socket) if (message.type === "close") console.log(message.code.toFixed());
    }
    export const same: Client = client;
    export default () => {};`,
  "whole-events": `import WebSocket, { WebSocketServer } from "ws";
    import type { IncomingMessage } from "ws";
    import { EventEmitter } from "node:events";
    import { setTimeout as wait } from "node:timers/promises";
    const wss = new WebSocketServer({ port: 8080, maxPayload: 1024, verifyClient: (info, done) => done(info.origin === "x", 401, "no"), handleProtocols: (all) => (all.has("a") ? "a" : false) }, () => {});
    wss.on("connection", (socket, request: IncomingMessage) => {
      socket.isAlive = true;
      socket.on("pong", function () { this.isAlive = true; });
      socket.on("message", (data, isBinary) => {
        const text: string = data.toString();
        for (const client of wss.clients) if (client !== socket && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary }, (error) => error?.message);
        socket.send(JSON.parse(text)); socket.send(Buffer.concat([data])); socket.ping();
      });
      socket.once("close", (code, reason) => console.log(code.toFixed(), reason.toString("hex")));
      socket.addEventListener("message", ({ data }) => console.log(data)); socket.onclose = ({ wasClean }) => console.log(wasClean);
      console.log(request.headers["x-forwarded-for"]?.split(","), request.socket.remoteAddress);
    });
    const beat = setInterval(() => { for (const socket of wss.clients) socket.terminate(); }, 30_000);
    wss.on("close", () => clearInterval(beat));
    class Bus extends EventEmitter {}
    new Bus().on("custom", (a: string, b: number) => console.log(a.length + b)).emit("custom", "x", 1);
    wait(5).then(() => console.log(new URL("a:b").searchParams.get("x"), new TextDecoder().decode(new TextEncoder().encode("x")), structuredClone({ a: 1 }).a, crypto.randomUUID(), performance.now()));`,
};

const bad: readonly (readonly [string, number, RegExp])[] = [
  [
    `import { offload } from "ws101";\nconst square = offload((n: number) => n * n);\nexport default async () => {\n  await square("2");\n};`,
    4,
    /TS2345/,
  ],
  [
    `import type { Socket } from "ws101";\nexport default async (socket: Socket) => {\n  await socket.send({ a: 1 });\n};`,
    3,
    /TS2353|TS2345|TS2769/,
  ],
  [
    `import type { Socket } from "ws101";\nexport default async (socket: Socket) => {\n  await socket.send(5);\n};`,
    3,
    /TS2345/,
  ],
  [
    `import type { Socket } from "ws101";\nexport default async (socket: Socket) => {\n  const message = await socket.recv();\n  console.log(message.type);\n};`,
    4,
    /TS18047/,
  ],
  [
    `import type { Socket } from "ws101";\nexport default async (socket: Socket) => {\n  for await (const message of socket) {\n    console.log(message.data);\n  }\n};`,
    4,
    /TS2339/,
  ],
  [
    `import type { Socket } from "ws101";\nexport default async (socket: Socket) => {\n  socket.write("x");\n};`,
    3,
    /TS2339/,
  ],
  [
    `import { select, type Socket } from "ws101";\nexport default async (socket: Socket) => {\n  await select({ message: socket.recv() });\n};`,
    3,
    /TS2322|TS2741/,
  ],
  [
    `import { broadcast, type Socket } from "ws101";\nconst room = broadcast<string>(4);\nexport default async (socket: Socket) => {\n  for await (const line of room.subscribe()) await socket.send(line);\n};`,
    4,
    /TS2345/,
  ],
  [`import { interval } from "ws101";\nfor await (const tick of interval(5)) {\n  tick.toUpperCase();\n}`, 3, /TS2339/],
  [`import { nonsense } from "ws101";\nconsole.log(nonsense);`, 1, /TS2305/],
  [
    `import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 1 }).on("connection", (socket) => {\n  socket.send({ a: 1 });\n});`,
    3,
    /TS2353|TS2345|TS2769/,
  ],
  [
    `import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 1 }).on("connection", (socket) => {\n  socket.on("message", (data) => data.toUpperCase());\n});`,
    3,
    /TS2339|TS2551/,
  ],
  [`import { WebSocketServer } from "ws";\nnew WebSocketServer({ prot: 1 });`, 2, /TS2353|TS2561/],
  [`import { readFileSync } from "node:fs";\nconsole.log(readFileSync);`, 1, /TS2307|TS2591/],
  [`process.exit(1);`, 1, /TS2304|TS2580|TS2591/],
  [`document.title = "x";`, 1, /TS2304|TS2584/],
  [`fetch("x");`, 1, /TS2304/],
  [`new WebSocket("ws://x");`, 1, /TS2304/],
  [`setTimeout("code", 1);`, 1, /TS2345|TS2769/],
];

test("GU56 good handlers have no type error, and each mistake has one on its own line", () => {
  const folder = mkdtempSync(join(tmpdir(), "ws101-types-"));
  try {
    for (const [name, source] of Object.entries(good)) writeFileSync(join(folder, `good-${name}.ts`), source);
    for (const [i, [source]] of bad.entries()) writeFileSync(join(folder, `bad-${i}.ts`), `${source}\nexport {};\n`);
    const errors = typeErrors(folder);
    assert.deepEqual(
      errors.filter((line) => line.startsWith("good-")),
      [],
    );
    for (const [i, [source, line, code]] of bad.entries()) {
      const mine = errors.filter((error) => error.startsWith(`bad-${i}.ts(`));
      assert.ok(mine.length > 0, `no error in:\n${source}`);
      assert.ok(
        mine.every((error) => error.startsWith(`bad-${i}.ts(${line},`) && code.test(error)),
        `${source}\n${mine.join("\n")}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("GU57 the types have no errors, and the lessons' handlers are checked with nothing else", () => {
  const found = spawnSync(process.execPath, [tsc, "-p", join(root, "lessons"), "--showConfig"], { encoding: "utf8" });
  const { compilerOptions, files } = JSON.parse(found.stdout);
  assert.deepEqual(
    [compilerOptions.lib, compilerOptions.types, compilerOptions.skipLibCheck ?? false],
    [["esnext"], [], false],
  );
  assert.equal(files.filter((file: string) => file.includes("guest/types/")).length, 5);
});

const tsc = join(root, "node_modules/typescript/bin/tsc");

function typeErrors(folder: string): string[] {
  const config = { extends: join(root, "lessons/tsconfig.json"), files: typesOf(), include: [join(folder, "*.ts")] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
  });
  return stdout.split("\n").filter((line) => line !== "");
}

function typesOf(): string[] {
  return ["buffer", "globals", "node", "ws101", "ws"].map((name) => join(root, `server/guest/types/${name}.d.ts`));
}
