// A handler that records everything it sees, in its own room and in the rooms of its checks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type RunResult, runResultSchema } from "../../server/protocol/checks.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { proxied as server } from "./proxied-server.ts";
import { parsed, Visitor } from "./visitor.ts";

/** Answers every message with what the handler can see, one entry per frame. */
const recording = `
let request;
let sockets = 0;
export function upgrade(asked) { request = asked; }
export default async function handle(socket) {
  sockets++;
  const seen = () => ({
    path: request.path,
    query: request.query,
    url: String(request.url),
    address: String(request.remoteAddress),
    protocols: request.protocols,
    names: Object.keys(request.headers).join(),
    ...request.headers,
    request: Object.keys(request).join(),
    socket: Object.keys(socket).join(),
    id: String(socket.id),
    global: Object.getOwnPropertyNames(globalThis).join().length,
    now: Date.now(),
    elapsed: performance.now(),
    random: Math.random(),
    sockets,
  });
  for await (const message of socket)
    for (const [name, value] of Object.entries(seen())) await socket.send(name + " " + JSON.stringify(value ?? null));
}
`;

/** Entries of `seen`, one frame each. */
const frameCount = 26;

/** As Chrome sends them, in its order. */
const browser = {
  Pragma: "no-cache",
  "Cache-Control": "no-cache",
  "User-Agent": "Mozilla/5.0 (X11; Linux x64) Chrome/142.0.0.0",
  "Accept-Encoding": "gzip, deflate, br, zstd",
  "Accept-Language": "de,en;q=0.9",
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
};

type Seen = Readonly<Record<string, string>>;

function seenIn(frames: readonly string[]): Seen {
  return Object.fromEntries(
    frames.map((frame) => [frame.slice(0, frame.indexOf(" ")), frame.slice(frame.indexOf(" ") + 1)]),
  );
}

/** What the handler saw in each check, from the frames that the check received. */
function seenByChecks({ tests }: RunResult): Seen[] {
  return tests.map(({ transcript }) =>
    seenIn(transcript.flatMap(({ kind, what, text }) => (kind === "received" && what === "text" ? [text] : []))),
  );
}

/** A check with several clients is represented by its first. */
function firstClients(run: RunResult): Seen[] {
  return seenByChecks(run).filter(({ sockets }) => sockets === "1");
}

/** Masks what differs from client to client anyway. */
function shapeOf(seen: Seen): Seen {
  const masked = Object.entries(seen).map(([name, value]) => {
    if (/^(path|url|sec-websocket-key)$/.test(name))
      return [name, value.replace(/[A-Za-z0-9_+-]/g, "x").replace(/[x/]{22}==/, "key")];
    return [name, /^(now|elapsed|random)$/.test(name) ? typeof JSON.parse(value) : value];
  });
  return Object.fromEntries(masked);
}

async function runChecks(visitor: Visitor, headers = {}): Promise<RunResult> {
  const run = { method: "POST", body: { style: "loop" }, headers };
  const result = parsed(runResultSchema, await visitor.call("/api/lessons/echo/checks", run));
  assert.ok(result);
  return result;
}

async function runAfter(visitor: Visitor, source: string): Promise<RunResult> {
  await visitor.load(source);
  return runChecks(visitor);
}

test("CH23 nothing that a handler sees tells a check's client from a client of the page: path, headers, address, time, randomness", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(recording);
  const options = { headers: browser, origin: server.url };
  using _page = await Page.open(server.gate, visitor.cookie, options);
  const { url } = await visitor.code();
  const own = await Peer.connect(url, { ...options, headers: { ...browser, cookie: visitor.cookie } });
  own.socket.send("x");
  const run = await runChecks(visitor);
  const frames = await Promise.all(Array.from({ length: frameCount }, (_, index) => own.next(`entry ${index}`)));
  const inOwnRoom = seenIn(frames);
  const checks = firstClients(run);
  assert.ok(checks.length >= 2, JSON.stringify(run, null, 1));
  for (const seen of checks) assert.deepEqual(shapeOf(seen), shapeOf(inOwnRoom));
  assert.equal(inOwnRoom["user-agent"], JSON.stringify(browser["User-Agent"]));
  assert.equal(inOwnRoom.host, JSON.stringify(new URL(server.url).host));
  assert.equal(new Set([inOwnRoom, ...checks].map(({ path }) => path)).size, 1 + checks.length);
  for (const { now } of checks) assert.ok(Math.abs(Number(now) - Date.now()) < 3_600_000, now);
  assert.ok(checks.some(({ now }) => Number(now) % 1_000 !== Number(inOwnRoom.now) % 1_000));
  const randoms = [inOwnRoom, ...checks, ...firstClients(await runAfter(visitor, `${recording}// changed`))];
  assert.equal(new Set(randoms.flatMap(({ random }) => random ?? [])).size, 1 + 2 * checks.length);
});

test("CH23 without a page, a check's client looks like the page that a browser at the learner's address would open", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(recording);
  const seen = async () => {
    const from = { "x-forwarded-for": "192.0.2.7", "x-forwarded-host": "learn.localhost:8080" };
    const [first] = seenByChecks(await runChecks(visitor, from));
    return Object.fromEntries(Object.entries(first ?? {}).map(([name, value]) => [name, JSON.parse(value)]));
  };
  const alone = await seen();
  assert.match(alone["user-agent"], /^Mozilla\/5\.0 .* Chrome\//);
  assert.deepEqual(
    [alone.host, alone.origin, alone.address],
    ["learn.localhost:8080", "http://learn.localhost:8080", "192.0.2.7"],
  );
  // As Chrome sends them, in its order.
  const names =
    "host connection pragma cache-control user-agent upgrade origin sec-websocket-version accept-encoding accept-language sec-websocket-key sec-websocket-extensions";
  assert.equal(alone.names, names.replaceAll(" ", ","));
  assert.match(alone["sec-websocket-key"], /^.{22}==$/);
  using _page = await Page.open(server.gate, visitor.cookie, { headers: browser, origin: server.url });
  assert.equal((await seen())["user-agent"], browser["User-Agent"]);
});
