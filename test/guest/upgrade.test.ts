import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms } from "./guest-room.ts";

const handle = "export default async function handle(socket) { await socket.recv() }\n";
const accepted = { accept: true, protocol: null, headers: {} };

const answers: readonly (readonly [string, unknown])[] = [
  ["undefined", accepted],
  ["true", accepted],
  ["{}", accepted],
  ["false", { accept: false, status: 403, reason: "Forbidden", headers: {} }],
  ["{ protocol: 'chat' }", { ...accepted, protocol: "chat" }],
  ["{ protocol: request.protocols.find((p) => p === 'soap') }", accepted],
  ["{ headers: { 'X-Room': 5 } }", { ...accepted, headers: { "X-Room": "5" } }],
  ["{ status: 401, reason: 'no token' }", { accept: false, status: 401, reason: "no token", headers: {} }],
  ["{ maxMessageBytes: 4096 }", { ...accepted, maxMessageBytes: 4096 }],
  ["{ maxMessageBytes: undefined }", accepted],
  [
    "{ status: 302, headers: { location: '/' } }",
    { accept: false, status: 302, reason: "", headers: { location: "/" } },
  ],
];
for (const [returned, expected] of answers) {
  for (const kind of ["", "async "]) {
    test(`GU27 ${kind}upgrade() can return ${returned}`, () => {
      using room = rooms.open(`${handle}export ${kind}function upgrade(request) { return ${returned} }`);
      assert.ok(room.hasUpgrade);
      assert.deepEqual(room.requestUpgrade({ protocols: ["chat", "superchat"] }), expected);
      assert.deepEqual(room.faults(), []);
    });
  }
}

const mistakes: readonly (readonly [string, RegExp])[] = [
  ["return { protocol: 'other' }", /RangeError: .*"other", but the client offers chat/],
  ["return { protocol: 5 }", /TypeError: A subprotocol must be a string/],
  ["return { status: 101 }", /RangeError: .*300 to 599/],
  ["return { status: 'no' }", /RangeError/],
  ["return { status: 401, reason: 5 }", /TypeError: The reason/],
  ["return 'chat'", /TypeError: upgrade\(\) returns nothing or true/],
  ["return { headers: { 'a b': '1' } }", /TypeError: "a b" is not a valid header name/],
  ["return { headers: { a: '1\\r\\nSet-Cookie: x' } }", /TypeError: A header value is a single line/],
  ["return { headers: { get a() { throw new Error('trap') } } }", /Error: trap/],
  ["return { maxMessageBytes: '4 KiB' }", /RangeError: maxMessageBytes is a positive number of bytes/],
  ["return { maxMessageBytes: 0 }", /RangeError: maxMessageBytes/],
  ["return { stauts: 401 }", /TypeError: .*the key "stauts", which means nothing here\. Did you mean "status"\?/],
  ["return { protocols: 'chat' }", /TypeError: .*"protocols".*Did you mean "protocol"\?/],
  ["return { status: 401, body: 'no' }", /"body".*Use protocol, headers, maxMessageBytes, status or reason\./],
  ["throw new Error('boom')", /Error: boom/],
];
for (const [body, expected] of mistakes) {
  test(`GU28 upgrade() { ${body} } refuses with 500 and is a fault`, () => {
    using room = rooms.open(`${handle}export function upgrade(request) { ${body} }`);
    const answer = room.requestUpgrade({ protocols: ["chat"] });
    assert.deepEqual(answer, { accept: false, status: 500, reason: "upgrade() failed", headers: {} });
    assert.match(room.faults()[0]?.message ?? "", expected);
  });
}

test("GU27 an async upgrade() answers when it is done, and several may be pending", () => {
  using room = rooms.open(`import { sleep } from "ws101";
  ${handle}export async function upgrade({ query }) { await sleep(100); return query.get("token") === "right" }`);
  assert.equal(room.requestUpgrade({ url: "/ws/r?token=right" }), null);
  assert.equal(room.requestUpgrade({ url: "/ws/r?token=wrong" }), null);
  room.advance(100);
  assert.equal(room.answerTo(1)?.accept, true);
  assert.equal(room.answerTo(2)?.accept, false);
});

const problems: readonly (readonly [string, string, RegExp])[] = [
  ["nothing", "const x = 1;", /This file has no handler/],
  ["a default export that is no function", "export default 5", /The default export is not a function/],
  ["an upgrade that is no function", `${handle}export const upgrade = 5`, /upgrade is not a function/],
  [
    "both styles at once",
    `import { WebSocketServer } from "ws"; new WebSocketServer({ port: 1 }); ${handle}`,
    /This file has two handlers/,
  ],
  [
    "upgrade beside a WebSocketServer",
    `import { WebSocketServer } from "ws"; new WebSocketServer({ port: 1 }); export function upgrade() {}`,
    /verifyClient and handleProtocols/,
  ],
];
for (const [what, js, expected] of problems) {
  test(`GU29 a file with ${what} does not load, and the problem says what to write`, () => {
    assert.match(rooms.problemOf(js), expected);
  });
}
