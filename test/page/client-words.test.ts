import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { closeCodes, maySendCloseCode } from "../../server/protocol/rfc6455.ts";
import { atOrigin, phoneAddress, reachableOrigins } from "../../web/clients/connect/reachable-origins.ts";
import { commands, quote } from "../../web/clients/connect/shell-commands.ts";
import {
  browserCloseProblem,
  closedText,
  closeProblem,
  reasonProblem,
} from "../../web/clients/connection/close-text.ts";
import { clientAddress, parseHeaders, parseProtocols } from "../../web/clients/connection/connect-choices.ts";
import { PingTimer } from "../../web/clients/connection/server-connection.ts";

test("BE9 commands are quoted for the shell", () => {
  const hostile = [
    "plain",
    "a b",
    "it's",
    "$(touch x)",
    "`x`",
    'say "hi"',
    "a&b;c|d",
    "",
    "\\",
    "ws://h:1/ws/r?a=1&b=2",
    "é\n",
  ];
  for (const text of hostile) {
    const heard = execFileSync("/bin/sh", ["-c", `printf %s ${quote(text, "posix")}`], { encoding: "utf8" });
    assert.equal(heard, text, JSON.stringify(text));
  }
  assert.equal(quote("it's $x", "powershell"), "'it''s $x'");
  assert.equal(quote("a\u2019b", "powershell"), "'a\u2019\u2019b'");
});

test("BE9 commands use each tool's own options; curl sends the handshake's headers", () => {
  const url = "ws://127.0.0.1:3000/ws/abc?token=1&x=2";
  const texts = new Map(commands(url, "posix").map(({ name, text }) => [name, text]));
  assert.match(texts.get("wscat") ?? "", /--connect 'ws:.*'$/);
  assert.match(texts.get("websocat") ?? "", /^websocat 'ws:/);
  const curl = texts.get("curl") ?? "";
  for (const part of [
    "--http1.1",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "'http://127.0.0.1:3000/ws/abc?",
  ]) {
    assert.ok(curl.includes(part), part);
  }
  assert.match(texts.get("Python") ?? "", /^with connect\("ws:.*"\) as socket:$/m);
  const [, , windows] = commands(url, "powershell");
  assert.match(windows?.text ?? "", /^curl\.exe .* `\n/);
});

test("BE2 every close code is explained, and 1006 says that the connection was cut", () => {
  for (const code of Object.values(closeCodes)) assert.match(closedText(code, ""), /: \S/, String(code));
  assert.match(closedText(1006, ""), /no close frame.*cut/);
  assert.equal(
    closedText(1011, "Error: x."),
    "closed 1011 Error: x: internal error: the handler failed; see the console",
  );
  assert.match(closedText(1012, ""), /new code/);
  assert.match(closedText(4321, "bye"), /4321 bye: private/);
  assert.match(closedText(3001, ""), /library/);
});

test("BE2 a close code or reason that a browser refuses is reported before it is used", () => {
  for (const code of [null, 1000, 3000, 4999]) assert.equal(browserCloseProblem(code, ""), null);
  for (const code of [1001, 1006, 1011, 2999, 5000]) assert.match(browserCloseProblem(code, "") ?? "", /1000 or 3000/);
  assert.ok(maySendCloseCode(1011), "which the server's clients may send");
  assert.match(reasonProblem(1000, "é".repeat(62)) ?? "", /124/);
  assert.equal(reasonProblem(1000, "é".repeat(61)), null);
  assert.notEqual(reasonProblem(null, "why"), null);
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2000, 5000])
    assert.match(closeProblem(code, "") ?? "", /1000 to 1014/);
  for (const code of [null, 1000, 1001, 1014, 3000, 4999]) assert.equal(closeProblem(code, ""), null);
});

test("BE2 subprotocols, headers and query are parsed as entered, and errors name the invalid part", () => {
  assert.deepEqual(parseProtocols(" chat.v2, chat.v1 x "), { ok: true, value: ["chat.v2", "chat.v1", "x"] });
  assert.equal(parseProtocols("a, a").ok, false);
  assert.equal(parseProtocols("a/b").ok, false);
  assert.deepEqual(parseHeaders("X-A: 1: 2\n\nB:"), {
    ok: true,
    value: [
      ["X-A", "1: 2"],
      ["B", ""],
    ],
  });
  assert.equal(parseHeaders("no header").ok, false);
  const room = "ws://h/ws/r";
  assert.equal(clientAddress(room, "", "A", "k3"), `${room}?ws101-client=A&ws101-page=k3`);
  assert.equal(clientAddress(room, "token=1#x", "B 2", "k3"), `${room}?token=1&ws101-client=B%202&ws101-page=k3`);
  assert.equal(clientAddress(room, "/chat", "A", "k3"), `${room}/chat?ws101-client=A&ws101-page=k3`);
});

test("BE3 a pong answers the ping with its payload and all earlier pings", () => {
  let now = 0;
  const timer = new PingTimer(() => now);
  timer.sent("x");
  now = 5;
  timer.sent("y");
  now = 9;
  assert.equal(timer.answered("y"), 4);
  assert.equal(timer.answered("x"), null, "the later pong answered it too");
});

test("BE9 another device gets a reachable origin: the page's own unless it is a loopback address", () => {
  const addresses = { open: true, origins: ["http://192.168.1.5:3000", "http://10.0.0.2:3000"] };
  for (const own of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
    assert.deepEqual(reachableOrigins(own, addresses), addresses.origins);
    assert.deepEqual(reachableOrigins(own, { open: false, origins: [] }), []);
  }
  assert.equal(reachableOrigins("http://10.0.0.2:3000", addresses)[0], "http://10.0.0.2:3000");
  assert.equal(reachableOrigins("https://class.example", null)[0], "https://class.example");
  assert.equal(phoneAddress("ws://localhost:3000/ws/abc", "http://10.0.0.2:3000"), "http://10.0.0.2:3000/phone/abc");
  assert.equal(atOrigin("ws://x:1/ws/abc", "https://class.example"), "wss://class.example/ws/abc");
});
