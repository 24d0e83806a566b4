// Requests no honest client sends: odd addresses, bodies made to hurt, headers without end.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import { until } from "../../clients/until.ts";
import { echo } from "../../front/handlers.ts";
import { Peer } from "../../front/peer.ts";
import { connectRaw, exchange, readToEnd, upgradeRequest } from "../../front/raw.ts";
import { serve } from "../../front/serving.ts";
import { Visitor } from "../../front/visitor.ts";
import { within } from "../../host/support/deadline.ts";

const server = await serve({ limits: { headersMs: 1_000, requestMs: 2_000 } });
const visitor = new Visitor(server.url);
const { url } = await visitor.load(echo("mine"));
after(async () => {
  visitor[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** The server is well: a room answers, a save works. */
async function assertWell(): Promise<void> {
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("well"), "mine:well");
  assert.equal((await visitor.call("/healthz")).status, 200);
}

const paths = [
  "/../../etc/passwd",
  "/..%2f..%2fetc%2fpasswd",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/assets/../../../package.json",
  "/assets/..%5c..%5cpackage.json",
  "/assets/%00",
  "/.git/config",
  "/.env",
  "/lessons/../../server/config.ts",
  "/api/lessons/..",
  "/api/lessons/..%2f..",
  "/api/lessons/%00",
  "/api/lessons/echo%00",
  "/api/lessons/__proto__",
  "/api/lessons/constructor",
  "/api/lessons/toString/code?style=loop",
  "/api/lessons/con",
  "/api/lessons/NUL",
  "/api/lessons/%F0%9F%92%A9",
  "/api/lessons/%c0%ae%c0%ae",
  "/api/lessons/%",
  "/api/lessons/%zz",
  `/api/lessons/${"a".repeat(10_000)}`,
  "/api/lessons/echo/code?style[]=loop",
  "/api/lessons/echo/code?style=loop&style=events",
  "/api/lessons/echo/code?__proto__[style]=loop",
  "/api/lessons/echo/history?style=<script>",
  "//evil.example/%2f..",
  "/\\evil.example",
  "/api//lessons",
  "/api/lessons/echo/",
  "/live",
  "/ws/",
];

test("HA23 odd addresses are refused by status, never followed, never answered with a file or a redirect", async (t) => {
  for (const path of paths) {
    await t.test(`HA23 ${path.slice(0, 60)}`, async () => {
      const answer = await visitor.call(path);
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}: ${answer.text.slice(0, 200)}`);
      assert.equal(answer.headers.location, undefined);
      assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
    });
  }
  await assertWell();
});

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const bodies = [
  { what: "100,000 arrays in each other", body: deep(100_000) },
  { what: "the same as the source", body: `{"style":"loop","source":${deep(100_000)}}` },
  { what: "objects in each other", body: `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}` },
  { what: "very many keys", body: `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(",")}}` },
  { what: "__proto__ as a key", body: '{"__proto__":{"style":"loop"},"source":"x"}' },
  { what: "constructor as a key", body: '{"style":"loop","source":"x","constructor":{"prototype":{"x":1}}}' },
  { what: "10 MB", body: `"${"x".repeat(10 << 20)}"` },
  { what: "a source of numbers", body: '{"style":"loop","source":1e309}' },
  { what: "NaN", body: '{"style":"loop","source":NaN}' },
  { what: "half a surrogate as a style", body: '{"style":"\\ud800","source":"x"}' },
  { what: "nothing", body: "" },
  { what: "null", body: "null" },
  { what: "a byte-order mark alone", body: "\ufeff" },
];

test("HA24 bodies made to hurt are refused at once and change nothing", async (t) => {
  for (const { what, body } of bodies) {
    await t.test(`HA24 ${what}`, async () => {
      const answer = await visitor
        .call("/api/lessons/echo/code", { method: "PUT", body })
        .catch((error: unknown) => error);
      // A body that is too large may be cut off while it is still being sent.
      if (answer instanceof Error) assert.match(answer.message, /EPIPE|ECONNRESET/);
      else assert.ok("status" in Object(answer) && [400, 413, 415].includes(Reflect.get(Object(answer), "status")));
    });
  }
  assert.equal(Object.hasOwn(Object.prototype, "x"), false);
  assert.equal((await visitor.code()).version, 1);
  await assertWell();
});

const crlf = "\r\n";
const wires = [
  {
    what: "headers of 20 KB",
    bytes: upgradeRequest("/live", { "X-Long": "a".repeat(20_000) }),
    answer: /^HTTP\/1.1 431 /,
  },
  {
    what: "2,000 headers",
    bytes: upgradeRequest("/live", Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`X-${i}`, "1"]))),
    answer: /^HTTP\/1.1 (431|401) /,
  },
  {
    what: "a foreign origin behind 1,200 headers",
    bytes: upgradeRequest("/live", {
      ...Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`X${i}`, "1"])),
      Origin: "http://evil.example",
    }),
    answer: /^HTTP\/1.1 403 /,
  },
  {
    what: "two lengths",
    bytes: `POST /healthz HTTP/1.1${crlf}Host: localhost${crlf}Content-Length: 1${crlf}Content-Length: 2${crlf}${crlf}x`,
    answer: /^HTTP\/1.1 400 /,
  },
  {
    what: "a length and chunks",
    bytes: `POST /healthz HTTP/1.1${crlf}Host: localhost${crlf}Content-Length: 4${crlf}Transfer-Encoding: chunked${crlf}${crlf}0${crlf}${crlf}`,
    answer: /^HTTP\/1.1 400 /,
  },
  { what: "no Host", bytes: `GET /healthz HTTP/1.1${crlf}Connection: close${crlf}${crlf}`, answer: /^HTTP\/1.1 400 / },
  {
    what: "two Hosts",
    bytes: `GET /healthz HTTP/1.1${crlf}Host: localhost${crlf}Host: evil.example${crlf}Connection: close${crlf}${crlf}`,
    answer: /^HTTP\/1.1 (400|200) /,
  },
  {
    what: "a header folded over lines",
    bytes: `GET /healthz HTTP/1.1${crlf}Host: localhost${crlf}X: a${crlf} b${crlf}Connection: close${crlf}${crlf}`,
    answer: /^HTTP\/1.1 400 /,
  },
  {
    what: "NUL in a header",
    bytes: `GET /healthz HTTP/1.1${crlf}Host: localhost${crlf}X: \0${crlf}Connection: close${crlf}${crlf}`,
    answer: /^HTTP\/1.1 400 /,
  },
  { what: "TLS", bytes: Buffer.from("160301020001000001fc0303", "hex"), answer: /^HTTP\/1.1 400 / },
  { what: "HTTP/2", bytes: `PRI * HTTP/2.0${crlf}${crlf}SM${crlf}${crlf}`, answer: /^(HTTP\/1.1 (400|505) |$)/ },
  {
    what: "a proxy's request",
    bytes: `CONNECT evil.example:443 HTTP/1.1${crlf}Host: evil.example:443${crlf}${crlf}`,
    answer: /^$/,
  },
  {
    what: "an absolute address",
    bytes: `GET http://evil.example/ HTTP/1.1${crlf}Host: localhost${crlf}Connection: close${crlf}${crlf}`,
    answer: /^HTTP\/1.1 4\d\d /,
  },
] as const;

test("HA25 bytes that are no proper request are answered once, if at all, and end the connection", async (t) => {
  for (const { what, bytes, answer } of wires) {
    await t.test(`HA25 ${what}`, async () => assert.match(await exchange(server.url, bytes), answer));
  }
  await assertWell();
});

test("HA26 two hundred clients that trickle their headers are let go in time, while others are served", async () => {
  const slow = await Promise.all(Array.from({ length: 200 }, () => connectRaw(server.url)));
  for (const socket of slow) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  await assertWell();
  const answers = await Promise.all(slow.map((socket) => readToEnd(socket)));
  for (const answer of answers) assert.match(answer, /^HTTP\/1.1 408 /);
  await assertWell();
});

test("HA27 a flood of handshakes, proper and not, opens no more sockets than the limit and leaves none behind", async () => {
  const flood = Array.from({ length: 300 }, async (_, index) => {
    const path = new URL(url).pathname;
    const over = [{}, { "Sec-WebSocket-Version": "7" }, { "Sec-WebSocket-Key": "x" }, { Origin: "null" }][index % 4];
    const socket = await connectRaw(server.url);
    socket.on("error", () => undefined);
    socket.write(upgradeRequest(path, over));
    const [first] = await within(once(socket, "data"), "an answer to a handshake did not come");
    socket.resetAndDestroy();
    return String(first).slice(9, 12);
  });
  const statuses = await Promise.all(flood);
  assert.ok(statuses.filter((status) => status === "101").length <= 75);
  assert.ok(
    statuses.every((status) => ["101", "400", "403", "426", "503"].includes(status)),
    [...new Set(statuses)].join(),
  );
  await until("the end of every socket of the flood", async () => {
    const { text } = await visitor.call("/metrics");
    return /^ws101_sockets 0$/m.exec(text);
  });
  await assertWell();
});

test("HA28 no answer may be framed, sniffed, cached as a learner's own, or run as script", async () => {
  for (const path of ["/", "/api/lessons", "/api/lessons/echo/code?style=loop", "/nowhere"]) {
    const { headers } = await visitor.call(path);
    assert.equal(headers["x-frame-options"], "DENY", path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.match(String(headers["content-security-policy"]), /frame-ancestors 'none'/);
    if (path.startsWith("/api")) assert.equal(headers["cache-control"], "no-store");
  }
  const script = "<script>alert(1)</script>";
  const answer = await visitor.call(`/${encodeURIComponent(script)}`);
  assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
});
