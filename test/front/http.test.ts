import assert from "node:assert/strict";
import { test } from "node:test";
import { historySchema } from "../../server/protocol/http.ts";
import { echo, notTypeScript, throwsAtTop } from "./handlers.ts";
import { Peer } from "./peer.ts";
import { connectRaw, exchange, readToEnd } from "./raw.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { parsed, problemIn, Visitor } from "./visitor.ts";

test("FR1 the first visit creates a learner and sets an HttpOnly, SameSite=Lax cookie", async () => {
  using visitor = new Visitor(server.url);
  const first = await visitor.call("/api/lessons");
  const [cookie = ""] = first.headers["set-cookie"] ?? [];
  assert.match(cookie, /^ws101=[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  const second = await visitor.call("/api/lessons");
  assert.equal(second.headers["set-cookie"], undefined);
  await visitor.load(echo("mine"));
  assert.equal((await visitor.code()).source, echo("mine"));
});

test("FR1 a forged, guessed or altered cookie identifies no one; of several the valid one counts", async () => {
  using owner = new Visitor(server.url);
  await owner.load(echo("secret"));
  const [, id = "", mark = ""] = /^ws101=([\w-]{22})\.([\w-]{43})$/.exec(owner.cookie) ?? [];
  const other = `${id.startsWith("A") ? "B" : "A"}${id.slice(1)}`;
  const forged = [
    `ws101=${id}`,
    `ws101=${id}.`,
    `ws101=${id}.${"A".repeat(43)}`,
    `ws101=${other}.${mark}`,
    `ws101=${id}.${mark}A`,
  ];
  for (const cookie of forged) {
    using stranger = new Visitor(server.url, cookie);
    assert.equal((await stranger.code()).version, 0, cookie);
    assert.notEqual(stranger.cookie, cookie);
  }
  using known = new Visitor(server.url, `other=1; ws101=wrong; ${owner.cookie}`);
  assert.equal((await known.code()).version, 1);
});

test("FR3 a save returns the running version, the room and its URL, as seen on the wire", async () => {
  using visitor = new Visitor(server.url);
  const first = await visitor.load(echo("one"));
  assert.equal(first.version, 1);
  assert.equal(first.url, `${server.gate}/ws/${first.room}`);
  using peer = await Peer.connect(first.url);
  assert.equal(await peer.request("a"), "one:a");
  const second = await visitor.load(echo("two"));
  assert.deepEqual([second.version, second.serving, second.room], [2, 2, first.room]);
  assert.equal(await peer.request("b"), "two:b");
  assert.equal((await visitor.load(echo("three"), { swap: "restart" })).serving, 3);
  assert.equal((await peer.ended()).code, 1012);
});

const broken = [
  { what: "does not compile", source: notTypeScript, line: 1 },
  { what: "throws at its top level", source: throwsAtTop, line: 1 },
  { what: "has too many lines", source: `${"\n".repeat(2_001)}${echo("long")}`, line: 2_001 },
];

test("FR4 code that does not run is saved, returned with 200 and its problems, and leaves the last good version running", async (t) => {
  for (const { what, source, line } of broken) {
    await t.test(`FR4 code that ${what}`, async () => {
      using visitor = new Visitor(server.url);
      const { url } = await visitor.load(echo("good"));
      using peer = await Peer.connect(url);
      const answer = await visitor.save(source);
      assert.equal(answer.status, 200);
      assert.deepEqual([answer.saved?.version, answer.saved?.serving], [2, 1]);
      const lines = [...(answer.saved?.problems ?? []), answer.saved?.fault].map((one) => one?.line);
      assert.ok(lines.includes(line), `${answer.text} names line ${line}`);
      assert.equal(await peer.request("still"), "good:still");
      const kept = await visitor.code();
      assert.deepEqual([kept.version, kept.source], [2, source]);
    });
  }
});

test("FR4 a text that is too long is refused with 413 and the limit's name; the last save is kept", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("short"));
  const long = `${echo("long")}// ${"é".repeat(32_768)}`;
  const answer = await visitor.save(long);
  assert.equal(answer.status, 413);
  assert.match(problemIn(answer).detail, /the limit is 65536\. /);
  assert.equal((await visitor.code()).source, echo("short"));
  const exactly = `${echo("most")}//`.padEnd(65_536, "x");
  assert.equal((await visitor.load(exactly)).version, 2);
});

test("FR6 the history lists every version of a style, and each can be restored", async () => {
  using visitor = new Visitor(server.url);
  for (const mark of ["one", "two"]) await visitor.load(echo(mark));
  await visitor.save(notTypeScript);
  const listed = parsed(historySchema, await visitor.call("/api/lessons/echo/history?style=loop"));
  assert.deepEqual(
    listed?.snapshots.map(({ version, loaded }) => [version, loaded]),
    [
      [3, false],
      [2, true],
      [1, true],
    ],
  );
  const restore = (version: number) =>
    visitor.call("/api/lessons/echo/restore", { method: "POST", body: { style: "loop", version } });
  assert.equal((await restore(1)).status, 200);
  assert.equal((await visitor.code()).source, echo("one"));
  using peer = await Peer.connect((await visitor.code()).url);
  assert.equal(await peer.request("back"), "one:back");
  assert.equal((await restore(99)).status, 404);
  await restore(0);
  assert.doesNotMatch((await visitor.code()).source, /one:/);
});

test("FR7 a learner's saves run in order: the last one is stored and runs", async () => {
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("v0"));
  using peer = await Peer.connect(url);
  const marks = Array.from({ length: 60 }, (_, index) => `v${index + 1}`);
  const answers = await Promise.all(marks.map((mark) => visitor.save(echo(mark))));
  for (const { status, saved } of answers) assert.deepEqual([status, saved?.serving], [200, saved?.version]);
  const versions = answers.map(({ saved }) => saved?.version ?? 0);
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  );
  assert.ok(new Set(versions).size < 60, "saves that pile up are merged");
  assert.equal((await visitor.code()).source, echo("v60"));
  assert.equal(await peer.request("now"), "v60:now");
});

const misuses = [
  { what: "an unknown address", path: "/api/nothing", status: 404 },
  { what: "an unknown lesson", path: "/api/lessons/nothing", status: 404 },
  { what: "a method that is not there", path: "/api/lessons", call: { method: "DELETE" }, status: 405 },
  { what: "a method of nobody", path: "/healthz", call: { method: "PROPFIND" }, status: 405 },
  { what: "a style that is not there", path: "/api/lessons/echo/code?style=actor", status: 400 },
  { what: "a body that is no JSON", path: "/api/lessons/echo/code", call: { method: "PUT", body: "{" }, status: 400 },
  {
    what: "a body of another shape",
    path: "/api/lessons/echo/code",
    call: { method: "PUT", body: { a: 1 } },
    status: 400,
  },
  {
    what: "a body that is too large",
    path: "/api/lessons/echo/code",
    call: { method: "PUT", body: { style: "loop", source: "x".repeat(300_000) } },
    status: 413,
  },
  {
    what: "a body of another type",
    path: "/api/lessons/echo/code",
    call: { method: "PUT", body: "style=loop", headers: { "content-type": "application/x-www-form-urlencoded" } },
    status: 415,
  },
  {
    what: "a body in another encoding",
    path: "/api/lessons/echo/code",
    call: { method: "PUT", body: "{}", headers: { "content-encoding": "gzip" } },
    status: 415,
  },
  { what: "an address that cannot be decoded", path: "/api/lessons/%ff/code?style=loop", status: 400 },
];

test("FR8 an invalid request gets problem details with a sentence and a request id", async (t) => {
  using visitor = new Visitor(server.url);
  for (const { what, path, call, status } of misuses) {
    await t.test(`FR8 ${what}: ${status}`, async () => {
      const answer = await visitor.call(path, call);
      assert.equal(answer.status, status, answer.text);
      assert.equal(problemIn(answer).status, status);
      assert.match(problemIn(answer).detail, /\w.*\.$/);
      assert.match(String(answer.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
      if (status === 405) assert.match(String(answer.headers.allow), /GET/);
    });
  }
});

test("FR8 a request that does not arrive in time gets 408, and its connection is closed", async () => {
  await using server = await serve({ limits: { headersMs: 300, requestMs: 600 } });
  const slow = await connectRaw(server.url);
  slow.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
  assert.match(await readToEnd(slow), /^HTTP\/1.1 408 .*\r\n[\s\S]*did not arrive in time/);
  const body = await connectRaw(server.url);
  body.write(
    "PUT /api/lessons/echo/code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
  );
  assert.match(await readToEnd(body), /^HTTP\/1.1 40[08] /);
  assert.match(await exchange(server.url, "this is not HTTP\r\n\r\n"), /^HTTP\/1.1 400 [\s\S]*problem\+json/);
});

test("FR10 pages get the permissions that Monaco needs and no header that requires TLS", async () => {
  using visitor = new Visitor(server.url);
  const { headers } = await visitor.call("/healthz");
  const policy = String(headers["content-security-policy"]);
  for (const part of [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "frame-ancestors 'none'",
  ]) {
    assert.ok(policy.includes(part), policy);
  }
  assert.doesNotMatch(policy, /upgrade-insecure-requests|unsafe-eval|script-src[^;]*unsafe/);
  assert.equal(headers["strict-transport-security"], undefined);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["x-powered-by"], undefined);
});

test("FR11 liveness, readiness and metrics are available to operators", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  assert.equal((await visitor.call("/healthz")).status, 200);
  assert.equal((await visitor.call("/readyz")).status, 200);
  await visitor.load(echo("one"));
  await visitor.save(notTypeScript);
  const { text, headers } = await visitor.call("/metrics");
  assert.match(String(headers["content-type"]), /^text\/plain/);
  for (const line of [
    'ws101_saves_total{loaded="true"} 1',
    'ws101_saves_total{loaded="false"} 1',
    "ws101_rooms 1",
    "ws101_hosts 1",
  ]) {
    assert.ok(text.split("\n").includes(line), `${line} in\n${text}`);
  }
});

test("SR1 every page address returns the built document; without a build, the response says what to do", async () => {
  await using server = await serve({ config: { webDir: "/nowhere" } });
  using visitor = new Visitor(server.url);
  for (const path of ["/", "/lessons/echo"]) {
    const answer = await visitor.call(path);
    assert.equal(answer.status, 503);
    assert.match(problemIn(answer).detail, /npm start/);
  }
});

test("FR13 lessons come with their text, listings and checks' titles", async () => {
  using visitor = new Visitor(server.url);
  const course = await visitor.call("/api/lessons");
  assert.match(course.text, /"slug":"echo"/);
  const lesson = await visitor.call("/api/lessons/echo");
  assert.match(lesson.text, /"listings":\{"loop"/);
  assert.equal(lesson.headers["cache-control"], "no-store");
  using stranger = new Visitor(server.url);
  assert.equal((await stranger.call("/api/progress")).text, '{"lessons":[]}');
  assert.match((await stranger.call("/api/lessons/echo/history?style=loop")).text, /"snapshots":\[\]/);
});
