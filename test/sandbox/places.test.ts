// Lines and columns: from the engine's stack to the learner's TypeScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { transformSync } from "oxc-transform";
import { findRunningLoop, SourcePlaces } from "../../server/host/sandbox/source-places.ts";
import type { Program } from "../../server/protocol/guest.ts";
import { plainPool, program, text } from "./pools.ts";

function compiled(source: string): Program {
  const { code, map } = transformSync("handler.ts", source, { sourcemap: true });
  return { version: 1, js: code, map: JSON.stringify(map), file: "handler.ts" };
}

const typed = `import { port } from "ws101";

interface Message {
  readonly kind: string;
  readonly text: string;
}

type Reader = (data: string) => Message;

const read: Reader = (data) => {
  return JSON.parse(data) as Message;
};

export function text(peer: number, data: string): void {
  if (data === "loop") {
    let turns: number = 0;
    while (true) {
      turns += 1;
    }
  }
  port.log("info", read(data).text, new Error("here").stack ?? "");
}
`;

test("SB11 an error, a log line and an endless loop are located in the TypeScript", async () => {
  using pool = await plainPool();
  using sandbox = pool.acquire(1n);
  const answer = sandbox.load(compiled(typed), 1);
  assert.ok(answer.ok, JSON.stringify(answer));
  const turn = sandbox.deliver([text('{"kind":"a","text":"fine"}'), text("{"), text("loop")], 1);
  const [log, thrown] = turn.effects;
  assert.deepEqual(log, { type: "log", level: "info", text: "fine", line: 21 });
  assert.ok(thrown?.type === "fault");
  assert.equal(thrown.fault.line, 11);
  assert.ok((thrown.fault.column ?? 0) > 3);
  assert.deepEqual(
    thrown.fault.stack.map((frame) => frame.replace(/:\d+\)$/, ")")),
    ["at read (handler.ts:11)", "at text (handler.ts:21)"],
  );
  assert.equal(turn.fault?.line, 17);
});

test("SB11 a problem of the top level is located in the TypeScript", async () => {
  using pool = await plainPool();
  using sandbox = pool.acquire(1n);
  const answer = sandbox.load(
    compiled("interface A { x: number }\n\nexport const a: A = { x: 1 };\n\nthrow new Error('top');"),
    1,
  );
  assert.ok(!answer.ok);
  assert.equal(answer.problems[0]?.line, 5);
});

test("SB11 a forged stack yields only numbers and short names", () => {
  const places = new SourcePlaces(program("a\nb\nc"));
  const lines = [
    "at evil (handler.ts:99999999999999:1)",
    "at evil (other.ts:1:1)",
    "at evil (xhandler.ts:1:1)",
    `at ${"n".repeat(5000)} (handler.ts:1:1)`,
    `at ${"n".repeat(500)} (handler.ts:2:1)`,
    "at evil (handler.ts:0:0)",
    "handler.ts:1:1",
    "at \u001b[31m (handler.ts:3:1)",
  ];
  const { stack, place } = places.trace(lines.join("\n"));
  assert.deepEqual(place, { line: 2, column: 1 });
  assert.equal(stack.length, 2);
  assert.ok(stack.every((frame) => frame.length < 200));
  assert.equal(places.trace("at f (handler.ts:1:1)\n".repeat(100_000)).stack.length, 10);
});

test("SB11 the running loop is found after the last position that the engine recorded", () => {
  const cases: [string, number, number, number | null][] = [
    ["function f() {\n  while (true) {}\n}", 1, 1, 2],
    ["function f() {\n  g();\n  for (;;) x++;\n}\nwhile (1) {}", 2, 3, 3],
    ["function f() {\n  while (true) {\n    g();\n    x = 1;\n  }\n}", 3, 5, null],
    ["function f() {\n  g();\n}\nfor (;;) {}", 2, 3, null],
    ['function f() {\n  g("while (1) {}"); // for (;;)\n  do {} while (1);\n}', 2, 3, 3],
    [`const f = () => {\n  g(\`\${1} {\`);\n  for (const x of y) {}\n};`, 2, 3, 3],
    ["class A {\n  m() {\n    if (a) { b(); }\n    while (1);\n  }\n}", 3, 14, 4],
    ["f();", 1, 1, null],
    ["", 5, 5, null],
  ];
  for (const [js, line, column, expected] of cases) {
    assert.equal(findRunningLoop(js, { line, column })?.line ?? null, expected, js);
  }
});
