import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { WebSocket } from "ws";
import type { ThreadData, ThreadResult } from "../../server/eject/library/offload-thread.ts";
import { pageListener, portOf } from "../../server/eject/library/page.ts";
import { projectFiles } from "../../server/eject/project.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import { within } from "../host/support/deadline.ts";
import { ownPort } from "../host/support/own-port.ts";
import { copyPackages, eject, ejectApart, install, npmTest, runTests, start } from "./project.ts";

const folder = await mkdtemp(join(tmpdir(), "ws101-eject-"));
after(() => rm(folder, { recursive: true, force: true }));

const lessons = fileURLToPath(new URL("../../lessons/", import.meta.url));
const allPass = /pass [1-9][0-9]*\n.*fail 0\n/s;
const port = ownPort(0);
/** That a handler in events style names. */
const eventsPort = ownPort(1);

/** The project with the packages; null if they cannot be installed. */
let installed: string | null = null;

async function ejectAndInstall(slug: string, style: string, skip: (why: string) => void): Promise<string | null> {
  const dir = join(folder, `${slug}-${style}`);
  if (installed === null) assert.match(await ejectApart(slug, style, dir), /^\d+ files written to .*npm install/);
  else await eject(slug, style, dir);
  try {
    if (installed === null) await install(dir);
    else await copyPackages(installed, dir);
    installed ??= dir;
    return dir;
  } catch (error) {
    if (!/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|E40\d/.test(String(error))) throw error;
    skip("npm's registry cannot be reached.");
    return null;
  }
}

test("CL40 a solution in loop style is a project whose tests pass, which serves, and whose tests find what breaks", async (t) => {
  const dir = await ejectAndInstall("production", "loop", (why) => t.skip(why));
  if (dir === null) return;
  const source = await readFile(join(dir, "handler.ts"), "utf8");
  assert.equal(source, await readFile(`${lessons}13-production/loop/solution.ts`, "utf8"));
  assert.match(await npmTest(dir), allPass);
  const broken = source.replace('close(1001, "deploying")', 'close(1000, "bye")');
  await writeFile(join(dir, "handler.ts"), broken.replace("append(next.value.data)", "missing()"));
  const failed = await runTests(dir);
  assert.match(failed, /After the handler was asked to stop, .* closed with 1000/);
  assert.match(failed, /The handler failed at line \d+: ReferenceError: missing is not defined/);
  await writeFile(join(dir, "handler.ts"), source);
});

test("CL42 a project's server is asked to stop by SIGTERM, closes its sockets, and continues with what it stored", async (t) => {
  if (installed === null) return t.skip("npm's registry cannot be reached.");
  {
    await using server = await start(installed, "server.ts", port);
    const client = await Client.connect("/");
    client.socket.send("before");
    await client.message('{"id":1,"text":"before"}');
    assert.equal(await server.stop(), 0);
    assert.deepEqual(await client.closed, [1001, "deploying"]);
  }
  await using _server = await start(installed, "server.ts", port);
  const client = await Client.connect("/?after=0");
  await client.message('{"id":1,"text":"before"}');
  client.socket.terminate();
});

test("CL40 CL42 a solution in events style is a project whose tests pass, with functions that run in other threads", async (t) => {
  const dir = await ejectAndInstall("slow-work", "events", (why) => t.skip(why));
  if (dir === null) return;
  assert.match(await runTests(dir), allPass);
  const source = await readFile(join(dir, "handler.ts"), "utf8");
  assert.match(source, /import \{ type WebSocket, WebSocketServer \} from "ws";/);
  await writeFile(join(dir, "handler.ts"), source.replace("d * d <= n", "d * d <= limit"));
  assert.match(
    await runTests(dir),
    /offload\(\) sends this function to another thread as text, so it cannot use "limit"/,
  );
});

test("CL42 outside ws101, checks can let a paused client read some messages, and offloaded calls have all their outcomes", async (t) => {
  if (installed === null) return t.skip("npm's registry cannot be reached.");
  const dir = await eject("echo", "loop", join(folder, "outcomes"));
  await copyPackages(installed, dir);
  for (const name of ["handler", "checks"]) await copyFile(fixture(`outcomes/${name}.ts`), join(dir, `${name}.ts`));
  assert.match(await runTests(dir), allPass);
  await writeFile(
    join(dir, "handler.ts"),
    'import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 3000 });\n',
  );
  await writeFile(join(dir, "checks.ts"), stopping);
  assert.match(await runTests(dir), allPass, "a server that knows nothing of the library admits no one either");
});

test("CL40 a handler that ends its process fails the check that runs, also between two questions of the check", async (t) => {
  if (installed === null) return t.skip("npm's registry cannot be reached.");
  const dir = await eject("echo", "loop", join(folder, "ends"));
  await copyPackages(installed, dir);
  const handler = "setTimeout(() => process.exit(0), 300);\nexport default async function handle() {}\n";
  await writeFile(join(dir, "handler.ts"), handler);
  await writeFile(join(dir, "checks.ts"), waiting);
  const main = await readFile(join(dir, "test.ts"), "utf8");
  await writeFile(join(dir, "test.ts"), main.replace('"stepped"', '"real"'));
  const failed = await runTests(dir);
  assert.match(failed, /The handler's process has ended\./);
  assert.doesNotMatch(failed, /ERR_IPC_CHANNEL_CLOSED/);
});

test("CL42 a short offloaded call that is interrupted still costs only the time in which it runs", async () => {
  const interruptedOnce = `async () => {
    const isFirst = globalThis.isWarm !== true;
    globalThis.isWarm = true;
    if (isFirst) await new Promise((resolve) => setTimeout(resolve, 50));
  }`;
  const undefinedBytes = Uint8Array.of(0);
  const workerData = { source: interruptedOnce, value: undefinedBytes, isTimed: true } satisfies ThreadData;
  const file = new URL("../../build/eject/offload-thread.js", import.meta.url);
  const thread = new Worker(file, { workerData, execArgv: [] });
  assert.deepEqual(await within(once(thread, "message"), "the function did not begin"), ["begun"]);
  const [result]: ThreadResult[] = await within(once(thread, "message"), "the function did not end");
  assert.ok(result !== undefined && result.costMs < 10, `it cost ${result?.costMs} ms`);
});

test("TK2 a program of the playground is a project whose server gives its client page the handler's address, in either style", async (t) => {
  if (installed === null) return t.skip("npm's registry cannot be reached.");
  for (const [name, style] of [
    ["02-chat", "loop"],
    ["05-presence", "events"],
  ] as const) {
    const dir = await ejectTemplate(name, style, join(folder, name));
    await copyPackages(installed, dir);
    await using _server = await start(dir, "server.ts", port);
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    assert.equal(page.split("\n").length, (await readFile(join(dir, "client.html"), "utf8")).split("\n").length);
    const [, script = ""] = /^<!doctype html><script>(.*)<\/script>$/m.exec(page) ?? [];
    const location = new URL(`http://127.0.0.1:${port}/`);
    const address: unknown = runInNewContext(`${script} WS_URL`, { location });
    assert.equal(address, `ws://127.0.0.1:${style === "loop" ? port : eventsPort}/`);
    const client = await Client.connect("/", String(address));
    await client.message(style === "loop" ? '{"type":"notice","text":"Guest 1 joined"}' : '{"present":1,"busy":0}');
    client.socket.terminate();
    assert.equal((await fetch(`http://127.0.0.1:${port}/other`)).status, 404);
  }
});

test("TK2 the page is at / with any query, and every other address is answered with 404", async () => {
  const page = new URL("playground/02-chat/client.html", pathToFileURL(lessons));
  const server = createServer(pageListener(page, () => '"ws://x"')).listen(0, "127.0.0.1");
  await once(server, "listening");
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${portOf(server)}${path}`)).status;
  assert.deepEqual(
    await Promise.all(["/", "/?room=1", "/other", "//", "//?a"].map(statusOf)),
    [200, 200, 404, 404, 404],
  );
  server.close();
});

test("CL41 a handler that Node cannot run is refused with what to replace", async () => {
  const lesson = join(folder, "02-echo");
  await mkdir(lesson);
  const file = join(lesson, "mine.ts");
  const refusal = async (source: string) => {
    await writeFile(file, source);
    return await eject(file, "loop", join(folder, "refused")).then(
      () => "not refused",
      (error: unknown) => String(error),
    );
  };
  assert.match(await refusal("enum Colour { red }"), /excludes enums\. Replace it first\./);
  assert.match(await refusal("const text = <string>JSON.parse('1');"), /excludes type assertions in angle brackets\./);
  assert.match(await refusal("const = 1;"), /does not compile/);
});

/** On a real clock, a check waits without asking the room for anything. */
const waiting = `import { check } from "ws101/checks";
check("waits for a second", async ({ clock, connect }) => {
  await clock.advance({ seconds: 1 });
  const a = await connect();
  await a.expect.open();
});
`;

const stopping = `import { check } from "ws101/checks";
check("stops", async ({ connect, room }) => {
  const a = await connect();
  await room.shutdown();
  await a.expect.close(1012);
  const b = await connect();
  await b.expect.refused(503);
});
`;

function fixture(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** As the playground does it, with another port than the one that many servers have. */
async function ejectTemplate(name: string, style: Style, dir: string): Promise<string> {
  const text = (file: string) => readFile(`${lessons}playground/${name}/${file}`, "utf8");
  const source = (await text("handler.ts")).replace("port: 3000", `port: ${eventsPort}`);
  const program = { slug: name, title: name, style, source, page: await text("client.html"), checks: null };
  for (const [path, content] of await projectFiles(program)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

/** A client of a project's server. */
class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<[code: number, reason: string]>;
  readonly #messages: string[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on("close", (code, reason) => resolve([code, String(reason)])));
    socket.on("message", (data) => this.#messages.push(String(data)));
  }

  static async connect(path: string, url = `ws://127.0.0.1:${port}${path}`): Promise<Client> {
    const client = new Client(new WebSocket(url));
    await new Promise((resolve, reject) => client.socket.on("open", resolve).on("error", reject));
    return client;
  }

  /** Waits for the next message. */
  async message(expected: string): Promise<void> {
    const isLate = this.#messages.length === 0;
    if (isLate) await within(once(this.socket, "message"), `the message ${expected} did not come`);
    assert.equal(this.#messages.shift(), expected);
  }
}
