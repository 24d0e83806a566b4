import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../server/protocol/nearest.ts";
import { firstWords, helpFor, helpTable, verbs } from "../../web/prompt/command-words.ts";
import type { Command } from "../../web/prompt/parse-command.ts";
import { parseCommand } from "../../web/prompt/parse-command.ts";
import { formatDuration, parseAmount } from "../../web/time/amount.ts";

const names = ["A", "B", "My phone"];
const B = ["B"];
const send = (text: string, over = {}): Command => ({
  do: "send",
  clients: B,
  kind: "text",
  text,
  fragments: 1,
  ...over,
});

const understood: readonly (readonly [string, Command])[] = [
  ["help", { do: "help", topic: null }],
  ["?", { do: "help", topic: null }],
  ["help close", { do: "help", topic: "close" }],
  ["clients", { do: "clients" }],
  ["  CHECK ", { do: "check" }],
  ["clear", { do: "clear" }],
  ["yes", { do: "yes" }],
  ["next", { do: "next" }],
  ["add", { do: "add", name: null }],
  ["add my-phone 2", { do: "add", name: "my-phone 2" }],
  ["save greeting hello  there", { do: "save", name: "greeting", text: "hello  there" }],
  ["b saved greeting", { do: "saved", clients: B, message: "greeting" }],
  ["line 12", { do: "line", line: 12 }],
  ["time", { do: "time" }],
  ["time stepped", { do: "clock", mode: "stepped" }],
  ["time Real", { do: "clock", mode: "real" }],
  ["time +5s", { do: "advance", ms: 5_000 }],
  ["+30s", { do: "advance", ms: 30_000 }],
  ["+1500ms", { do: "advance", ms: 1_500 }],
  ["+2m", { do: "advance", ms: 120_000 }],
  ["+1.5s", { do: "advance", ms: 1_500 }],
  ["+ 1 h", { do: "advance", ms: 3_600_000 }],
  ["+0,5min", { do: "advance", ms: 30_000 }],
  ["+24h", { do: "advance", ms: 86_400_000 }],
  ["connect b", { do: "connect", clients: B, protocols: [] }],
  ["connect B chat.v2", { do: "connect", clients: B, protocols: ["chat.v2"] }],
  ["connect b chat.v2, chat.v1", { do: "connect", clients: B, protocols: ["chat.v2", "chat.v1"] }],
  ["b connect chat.v2", { do: "connect", clients: B, protocols: ["chat.v2"] }],
  ["connect all", { do: "connect", clients: names, protocols: [] }],
  ["connect all chat.v2", { do: "connect", clients: names, protocols: ["chat.v2"] }],
  ["connect a b", { do: "connect", clients: ["A", "B"], protocols: [] }],
  ["connect my phone", { do: "connect", clients: ["My phone"], protocols: [] }],
  ["connect c", { do: "connect", clients: ["C"], protocols: [] }],
  ["connect laptop chat.v2", { do: "connect", clients: ["laptop"], protocols: ["chat.v2"] }],
  ["b send hello", send("hello")],
  ["B SEND Hello", send("Hello")],
  ["b send  two  spaces ", send(" two  spaces ")],
  ['b send "quoted \\n"', send('"quoted \\n"')],
  ["b send", send("")],
  ["b send \u{1f30a} é", send("\u{1f30a} é")],
  ["my phone send hi", send("hi", { clients: ["My phone"] })],
  ["all send hi", send("hi", { clients: names })],
  ['b json {"type":"ping"}', send('{"type":"ping"}', { kind: "json" })],
  ['b json "hi"', send('"hi"', { kind: "json" })],
  ["b hex 00 ff", send("00 ff", { kind: "binary" })],
  ["b hex", send("", { kind: "binary" })],
  ["b fragment 3 hello", send("hello", { fragments: 3 })],
  ["b fragment 64  x", send(" x", { fragments: 64 })],
  ["b ping", { do: "ping", clients: B, text: "" }],
  ["b ping 42", { do: "ping", clients: B, text: "42" }],
  ["b close", { do: "close", clients: B, code: null, reason: "" }],
  ["b close 1000", { do: "close", clients: B, code: 1000, reason: "" }],
  ["b close 1000 bye now", { do: "close", clients: B, code: 1000, reason: "bye now" }],
  ["all close 4001 enough", { do: "close", clients: names, code: 4001, reason: "enough" }],
  ["b cut", { do: "cut", clients: B }],
  ["b remove", { do: "remove", clients: B }],
  ["b server", { do: "place", clients: B, place: "server" }],
  ["b page", { do: "place", clients: B, place: "browser" }],
];

test("PR10 the prompt parses commands for clients, time, checks and the console in any case, and keeps texts exactly", () => {
  for (const [line, command] of understood) {
    assert.deepEqual(parseCommand(line, names), { ok: true, command }, line);
  }
});

const misunderstood: readonly (readonly [string, string])[] = [
  ["conect b", "Did you mean: connect b"],
  ["hlep", "Did you mean: help"],
  ["pnig b 42", "Did you mean: b ping 42"],
  ["ping b 42", "Did you mean: b ping 42"],
  ["ping", "Did you mean: a ping"],
  ["send hello", "Did you mean: a send hello"],
  ["b pnig 42", "Did you mean: b ping 42"],
  ["b say hi", "Did you mean: b send hi"],
  ["b disconnect", "Did you mean: b close"],
  ["b fragments 3 x", "Did you mean: b fragment 3 x"],
  ["b dance", "Actions: send, json"],
  ["b", "For example: b send hello"],
  ["x send hi", "There is no client x. Clients: A, B, My phone. Did you mean: a send hi"],
  ["my fone send hi", "help"],
  ["qwertz", "Type help"],
  ["connect", "For example: connect a"],
  ["connect §", "not a valid client name"],
  ["add §", "up to 24 letters"],
  ["check now", "Did you mean: check"],
  ["b cut now", "Did you mean: b cut"],
  ["save greeting", "For example: save greeting hello"],
  ["b saved", "For example: b saved greeting"],
  ["line", "For example: line 12"],
  ["line 0", "For example: line 12"],
  ["time stop", "Did you mean: time stepped"],
  ["time steped", "Did you mean: time stepped"],
  ["time go", "Did you mean: time real"],
  ["+30", "Did you mean: +30s"],
  ["+30x", "Did you mean: +30s"],
  ["+", "such as +30s"],
  ["+0s", "at least 1 ms"],
  ["+25h", "at most 24 hours"],
  ["b close bye", "Did you mean: b close 1000 bye"],
  ["b close 99", "1000 to 4999"],
  ["b close 5000", "1000 to 4999"],
  [`b close 1000 ${"x".repeat(124)}`, "123 bytes (RFC 6455 §5.5); this one is 124"],
  [`b ping ${"é".repeat(63)}`, "125 bytes (RFC 6455 §5.5); this text is 126"],
  ["b fragment hello", "Did you mean: b fragment 3 hello"],
  ["b fragment 0 x", "1 to 64"],
  ["b fragment 65 x", "1 to 64"],
  ["b json {", "Invalid JSON"],
  ["b hex 0", "hex"],
  ["b hex zz", "hex"],
];

test("PR10 an invalid command gets one sentence with the nearest valid command", () => {
  for (const [line, says] of misunderstood) {
    const parsed = parseCommand(line, names);
    assert.ok(!parsed.ok, line);
    assert.ok(parsed.problem.includes(says), `${line}: ${parsed.problem}`);
  }
});

test("PR10 without clients, commands for clients say how to add one", () => {
  for (const line of ["all send hi", "connect all"]) {
    const parsed = parseCommand(line, []);
    assert.ok(!parsed.ok && parsed.problem.includes("Type add"), line);
  }
});

test("PR10 a client whose name is a command word can still be addressed", () => {
  const send = parseCommand("check send hi", ["Check"]);
  assert.ok(send.ok && send.command.do === "send");
  assert.deepEqual(parseCommand("check", ["Check"]), { ok: true, command: { do: "check" } });
});

test("PR10 a typo is an extra, missing, wrong or swapped letter", () => {
  const words = firstWords.map(({ word }) => word);
  for (const [slip, meant] of Object.entries({ chek: "check", cheeck: "check", chsck: "check", hcek: "check" })) {
    assert.equal(nearest(slip, words), meant);
  }
  assert.equal(nearest("zzzzzz", words), null);
});

test("PR10 help lists every word, fits a narrow pane, and explains single words", () => {
  const rows = helpTable().split("\n");
  for (const { usage } of [...firstWords, ...verbs.filter(({ word }) => word !== "connect")]) {
    assert.ok(
      rows.some((row) => row.startsWith(usage)),
      usage,
    );
  }
  assert.ok(Math.max(...rows.map((row) => row.length)) <= 44);
  assert.match(helpFor("close") ?? "", /b close 1000 bye/);
  assert.match(helpFor("+30s") ?? "", /clock/);
  assert.equal(helpFor("nothing"), null);
});

test("PR10 durations are parsed and formatted in common units", () => {
  assert.deepEqual(parseAmount("45s"), { ok: true, ms: 45_000 });
  const said = [1, 250, 1_000, 1_500, 30_000, 60_000, 90_000, 3_600_000, 5_400_000].map(formatDuration);
  assert.deepEqual(said, ["1 ms", "250 ms", "1 s", "1.5 s", "30 s", "1 min", "1 min 30 s", "1 h", "1 h 30 min"]);
});
