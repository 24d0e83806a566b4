// Raw connections of the laboratories: what a page may send on them, and how a room reacts to each frame that breaks a rule.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { acceptGuid } from "../../server/protocol/rfc6455.ts";
import { dissect, framesIn } from "../../web/lab/frame-bytes.ts";
import { presets } from "../../web/lab/frame-presets.ts";
import { violations } from "../../web/lab/frame-rules.ts";
import { acceptSteps, browserRequest, exampleKey, toRequest } from "../../web/lab/handshake-request.ts";
import { following } from "./following.ts";
import { tellingRequest } from "./server-client-handlers.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const visitor = new Visitor(server.url);
const page = await following(server, visitor, tellingRequest);
after(() => {
  page[Symbol.dispose]();
  visitor[Symbol.dispose]();
});

const handshake = { do: "request", ...toRequest({ ...browserRequest(server.url, exampleKey), query: "" }) };
type Header = readonly [string, string];
const withHeaders = (change: (headers: readonly Header[]) => readonly Header[], more: object = {}) => ({
  ...handshake,
  ...more,
  headers: change(handshake.headers),
});

const flooding = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for (let count = 0; count < 4; count++) await socket.send("x".repeat(30_000));
  await socket.closed;
}
`;

const emptyLine = Buffer.from("\r\n\r\n");
const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);

/** All bytes that arrive at a client until `isDone`. */
async function received(client: string, isDone: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (!isDone(bytes)) {
    const { data } = await page.nextEvent(client, "bytes");
    bytes = Buffer.concat([bytes, Buffer.from(data, "base64")]);
  }
  return bytes;
}

const hasHead = (bytes: Buffer) => bytes.includes(emptyLine);
const framesAfterHead = (bytes: Buffer) =>
  framesIn(new Uint8Array(bytes.subarray(bytes.indexOf(emptyLine) + 4))).frames;
const codeOf = ({ payload }: { readonly payload: Uint8Array }) => Buffer.from(payload).readUInt16BE();

async function cut(client: string): Promise<void> {
  page.command(client, { do: "cut" });
  assert.equal((await page.nextEvent(client, "closed")).code, 1006);
}

test("EN30 a request is sent as written to the learner's room, and the response comes back as bytes", async () => {
  page.command(
    "Lab",
    withHeaders((headers) => [...headers, ["x-token", "one"], ["X-Token", "two"]], { query: "?a=1" }),
  );
  const bytes = await received("Lab", (all) => all.includes('"token":"one, two"'));
  const [head = "", frames = ""] = String(bytes).split(String(emptyLine));
  assert.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
  assert.ok(head.includes(`Sec-WebSocket-Accept: ${acceptSteps(exampleKey).accept}`));
  assert.match(frames, /"url":"\/ws\/[^"]+\?a=1"/);
  await cut("Lab");
});

test("EN30 the accept value is worked out as RFC 6455 does, for its own key and for keys that are none", () => {
  assert.equal(acceptSteps(exampleKey).accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  assert.equal(acceptSteps(exampleKey).problem, null);
  for (const key of ["", "short", "ä not base64"]) {
    const hash = createHash("sha1")
      .update(key + acceptGuid)
      .digest("base64");
    assert.equal(acceptSteps(key).accept, hash);
    assert.match(acceptSteps(key).problem ?? "", /16 bytes/);
  }
});

const without = (name: string) => (headers: readonly Header[]) => headers.filter(([each]) => each !== name);
const replaced = (name: string, value: string) => (headers: readonly Header[]) =>
  headers.map(([each, old]): Header => [each, each === name ? value : old]);

const refusals: readonly (readonly [what: string, command: Readonly<Record<string, unknown>>, status: RegExp])[] = [
  ["no Upgrade header", withHeaders(without("Upgrade")), /^HTTP\/1\.1 426 /],
  ["another version", withHeaders(replaced("Sec-WebSocket-Version", "12")), /^HTTP\/1\.1 426 /],
  ["a key that is too short", withHeaders(replaced("Sec-WebSocket-Key", "YWJj")), /^HTTP\/1\.1 400 /],
  ["another site's origin", withHeaders(replaced("Origin", "https://example.com")), /^HTTP\/1\.1 403 /],
  ["a POST", { ...handshake, method: "POST" }, /^HTTP\/1\.1 405 /],
  ["HTTP/1.0", { ...handshake, version: "1.0" }, /^HTTP\/1\.1 4\d\d /],
  ["no host", withHeaders(without("Host")), /^HTTP\/1\.1 421 /],
];
for (const [what, command, status] of refusals) {
  test(`EN30 a request with ${what} gets its response, and the connection ends`, async () => {
    page.command("Lab", command);
    assert.match(String(await received("Lab", hasHead)), status);
    await page.nextEvent("Lab", "closed");
    page.command("Lab", { do: "bytes", data: "AA==" });
    assert.match((await page.nextEvent("Lab", "failed")).message, /not connected/);
  });
}

const forbidden: readonly (readonly [what: string, command: Readonly<Record<string, unknown>>, sentence: RegExp])[] = [
  ["that leads out of the room", { ...handshake, query: "/../../metrics" }, /leads out of your room/],
  ["with a line break in its query", { ...handshake, query: "?a\r\nX: y" }, /control characters/],
  ["with a line break in a header", withHeaders(replaced("Host", "a\r\n\r\nGET / HTTP/1.1")), /line break/],
  ["with a header name that is none", withHeaders((all) => [...all, ["a: b\r\nc", "d"]]), /not a valid header name/],
  ["with a body", withHeaders((all) => [...all, ["Content-Length", "5"]]), /Content-Length is not sent/],
  ["with a chunked body", withHeaders((all) => [...all, ["transfer-encoding", "chunked"]]), /not sent from here/],
  ["that speaks for a proxy", withHeaders((all) => [...all, ["X-Forwarded-For", "10.0.0.1"]]), /not sent from here/],
  ["that speaks for a session", withHeaders((all) => [...all, ["Cookie", "ws101=x"]]), /not sent from here/],
];
for (const [what, command, sentence] of forbidden) {
  test(`EN30 a request ${what} is not sent, and the learner reads why`, async () => {
    page.command("Lab", command);
    assert.match((await page.nextEvent("Lab", "failed")).message, sentence);
  });
}

test("EN31 bytes are sent only after a 101, and a raw connection is not taken for a WebSocket", async () => {
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  page.command("A", { do: "bytes", data: "AA==" });
  assert.match((await page.nextEvent("A", "failed")).message, /only frames/);
  page.command("Lab", handshake);
  page.command("Lab", { do: "bytes", data: "AA==" });
  assert.match((await page.nextEvent("Lab", "failed")).message, /not received a 101/);
  await received("Lab", hasHead);
  page.command("Lab", { do: "send", kind: "text", data: "hello" });
  assert.match((await page.nextEvent("Lab", "failed")).message, /only bytes/);
  page.command("Lab", { do: "bytes", data: "A".repeat(20_000) });
  assert.match((await page.nextEvent("Lab", "failed")).message, /`data` is not valid/);
  await cut("Lab");
  await cut("A");
});

test("EN31 of a handler that floods a raw connection, the first 64 KiB are reported, and the connection stays usable", async () => {
  using flooded = new Visitor(server.url);
  using its = await following(server, flooded, flooding);
  its.command("Lab", handshake);
  let bytes = 0;
  for (let isLast = false; !isLast; ) {
    const event = await its.nextEvent("Lab", "bytes");
    bytes += Buffer.from(event.data, "base64").length;
    isLast = event.isLast;
  }
  assert.equal(bytes, 64 << 10);
  its.command("Lab", { do: "bytes", data: Buffer.from([0x88, 0x80, 0, 0, 0, 0]).toString("base64") });
  await its.nextEvent("Lab", "closed");
});

for (const [index, [name, bytes]] of Object.values(presets).flat().entries()) {
  const frame = dissect(bytes);
  const broken = violations(frame, null).find(({ code }) => code !== null);
  test(`EN31 the room reacts to the frame “${name}” as the laboratory says`, async () => {
    const client = `Lab ${index}`;
    page.command(client, handshake);
    const head = await received(client, hasHead);
    page.command(client, { do: "bytes", data: Buffer.concat([bytes, ping]).toString("base64") });
    const frames = (more: Buffer) => framesAfterHead(Buffer.concat([head, more]));
    const isEnd = ({ opcode }: { readonly opcode: number }) => opcode === 8 || opcode === 10;
    const all = frames(await received(client, (more) => frames(more).some(isEnd)));
    const close = all.find(({ opcode }) => opcode === 8);
    const expected = broken?.code ?? (frame.opcode === 8 ? codeOf(frame) : null);
    assert.equal(close === undefined ? null : codeOf(close), expected);
    if (close === undefined) await cut(client);
    else await page.nextEvent(client, "closed");
  });
}
