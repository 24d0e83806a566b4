import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { runCommand } from "../../server/cli/run.ts";
import { shareCommand } from "../../server/cli/share.ts";
import { snippetSchema } from "../../server/protocol/snippet.ts";
import { type Serving, serve } from "../front/serving.ts";
import { Command, refuses, scratch, ws101 } from "./command.ts";

let server: Serving;
before(async () => {
  server = await serve();
});
after(() => server[Symbol.asyncDispose]());

const greeting = (words: string) => `import { WebSocketServer } from "ws";

new WebSocketServer({ port: 1 }).on("connection", (socket) => socket.send("${words}"));
`;
const page = (words: string) => `<!doctype html>\n<h1>${words}</h1>\n<script>new WebSocket(WS_URL);</script>\n`;

async function shared(link: string) {
  const response = await fetch(link.trim().replace("/p/", "/api/snippets/"));
  return snippetSchema.parse(await response.json());
}

async function greetingAt(url: string): Promise<string> {
  const socket = new WebSocket(url);
  const [data] = await once(socket, "message");
  socket.terminate();
  return String(data);
}

/** A server for one test, which is no ws101. */
async function serveOther(listener: RequestListener) {
  const other = createServer(listener).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void other.close() };
}

test("TK5 TK6 share prints the link of a folder in the style that it has, and run runs that link", async () => {
  await using files = await scratch();
  const folder = join(files.folder, "greeter");
  await mkdir(folder);
  await writeFile(join(folder, "handler.ts"), greeting("shared"));
  await writeFile(join(folder, "client.html"), page("Shared"));
  const { code, out, err } = await ws101("share", folder, "--server", server.url);
  assert.equal(code, 0);
  assert.match(out, /^http:\/\/127\.0\.0\.1:\d+\/p\/\w{10}\n$/);
  const snippet = await shared(out);
  assert.equal(snippet.title, "greeter");
  assert.deepEqual([snippet.style, snippet.handler, snippet.page], ["events", greeting("shared"), page("Shared")]);
  const link = out.trim();
  await using command = new Command(["run", link, "--data", files.folder]);
  const [, what] = await command.prints(/^(.*)\n/);
  assert.equal(what, `"greeter" from ${link}: a handler of 3 lines and a client page, in ws101's sandbox.`);
  const [, url = ""] = await command.prints(/is running at (ws:\S+)/);
  assert.notEqual(new URL(url).host, new URL(link).host);
  assert.equal(await greetingAt(url), "shared");
  await command.prints(/Press Ctrl\+C to stop/);
  command.interrupt();
  assert.equal((await command.exited()).code, 0);
  const [, deletion = ""] = /^Delete it with: ws101 (share --delete \S+ --key=\S+)\n$/.exec(err) ?? [];
  assert.deepEqual(await ws101(...deletion.split(" ")), { code: 0, out: `${link} is deleted.\n`, err: "" });
  await refuses(shareCommand, deletion.split(" ").slice(1), /^There is no such snippet\..*$/);
});

test("TK5 share reads a file without a page in loop style, and its title", async () => {
  await using files = await scratch();
  const file = await files.file("mine.ts", "export default async function handle() {}\n");
  const { code, out } = await ws101("share", file, "--title", "Ours & more", "--server", server.url);
  assert.equal(code, 0);
  const { title, style, page: none } = await shared(out);
  assert.deepEqual([title, style, none], ["Ours & more", "loop", null]);
});

test("TK5 TK6 what cannot be shared or run is one sentence, and exit code 2", async () => {
  await using files = await scratch();
  const file = await files.file("handler.ts", greeting("hi"));
  const problem = JSON.stringify({ type: "x", title: "x", status: 429, detail: "Wait an \u001b]0;owned\u0007hour." });
  using busy = await serveOther((_request, response) => response.writeHead(429).end(problem));
  using none = await serveOther((_request, response) => response.writeHead(404).end("<h1>Nothing here</h1>"));
  using endless = await serveOther((_request, response) => response.end(" ".repeat(2 << 20)));
  const id = "0000000000";
  const key = JSON.stringify({ id, url: "/", deleteKey: "k; reboot" });
  using hostile = await serveOther((_request, response) => response.end(key));
  const { url: gone } = await (async () => {
    using closed = await serveOther(() => undefined);
    return closed;
  })();
  const address = `${busy.url}/p/${id}`;
  const shares: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [[file, "--server", none.url], /^http:\S+ answered 404, not as a ws101 server .*\.$/],
    [[file, "--server", hostile.url], /^http:\S+ answered 200, not as a ws101 server .*\.$/],
    [[file, "--server", gone], /^Could not reach http:\S+ \(\w+\)\.$/],
    [[file], /^Name the server to share on: .*$/],
    [["--delete", address], /^--delete needs --key: .*$/],
    [["--delete", "gone", "--key", "k"], /^A link to a shared program looks like .*$/],
    [[file, "--delete", "x", "--key", "k"], /^Unexpected argument .*$/],
    [[`${files.folder}/no`, "--server", busy.url], /^File not found: .*$/],
  ];
  for (const [args, sentence] of shares) await refuses(shareCommand, args, sentence);
  const runs: readonly (readonly [link: string, sentence: RegExp])[] = [
    [`${server.url}/p/${id}`, /^There is no such snippet\..*$/],
    [`${endless.url}/p/${id}`, /^The answer of http:\S+ is longer than \d+ bytes\.$/],
    [`file:///p/${id}`, /^A link to a shared program looks like .*$/],
    ["https://example.org/", /^A link to a shared program looks like .*$/],
  ];
  for (const [link, sentence] of runs) await refuses(runCommand, [link], sentence);
  assert.deepEqual(await ws101("share", file, "--server", busy.url), {
    ...{ code: 2, out: "", err: "ws101 share: Wait an hour.\n" },
  });
});

test("TK6 run serves a folder's client page in a tab of its own, and follows both files", async () => {
  await using files = await scratch();
  await files.file("handler.ts", greeting("one"));
  await files.file("client.html", page("One"));
  await using command = new Command(["run", files.folder, "--data", join(files.folder, "data")]);
  const [, url = ""] = await command.prints(/handler\.ts is running at (ws:\S+)/);
  const [, address = ""] = await command.prints(/client\.html is at (http:\S+)/);
  await command.prints(/Ctrl\+C to stop/);
  // As a browser asks for a tab.
  const shown = async () => await (await fetch(address, { headers: { "sec-fetch-dest": "document" } })).text();
  assert.match(await shown(), /<h1>One<\/h1>/);
  await files.file("client.html", page("Two"));
  await command.prints(/The client page has changed\. Reload it in the browser\./);
  assert.match(await shown(), /<h1>Two<\/h1>/);
  assert.equal(await greetingAt(url), "one");
  await files.file("handler.ts", greeting("two"));
  await command.prints(/Version 2 is running/);
  assert.equal(await greetingAt(url), "two");
});
