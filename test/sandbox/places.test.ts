// Lines and columns: from the engine's stack to the learner's TypeScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { transformSync } from "oxc-transform";
import { SourcePlaces } from "../../server/host/sandbox/source-places.ts";
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

const tail = "\nexport function text() {\n  for (const x of [1]) x;\n}";
const inText = (body: string) => `export function text() {\n${body}\n}`;

/** Programs that never yield, and the lines that may be named; null where the line is not known. */
const endless: readonly [string, readonly (number | null)[]][] = [
  [`function attack(){ for(;;); }\nattack();${tail}`, [1]],
  [`function attack() {\n  for (;;);\n}\nattack();${tail}`, [2]],
  [`const attack = () => { for (;;); };\nattack();${tail}`, [1]],
  [`function outer() {\n  function inner() { return 1; }\n  for (;;);\n}\nouter();${tail}`, [3]],
  [`const o = {\n  if() { for (;;); },\n};\no.if();${tail}`, [2]],
  [`const later = () => { while (true) {} };\nfor (;;) later;${tail}`, [2]],
  [inText("  const o = { get x() {\n    for (;;);\n  } };\n  o.x;"), [3]],
  [inText("  [1].forEach(() => {\n    for (;;);\n  });"), [3]],
  [inText("  let k = 0;\n  while (k < 3) {\n    k++;\n  }\n  while (true);"), [6]],
  [inText("  for (let i = 0; i < 3; i++) {\n    Math.sin(i);\n  }\n  while (true);"), [5]],
  [inText("  let k = 0;\n  while (true)\n    if (k)\n      text();"), [3]],
  [inText("  const r = /['\"`]/;\n  r;\n  for (;;);\n  const y = '';"), [4]],
  [inText("  for (const x of [1]) x;\n  for (;;);"), [3, null]],
  [inText("  for (const x in { a: 1 }) Math.sin(x);\n  for (;;);"), [3, null]],
  [inText("  Array.from({ length: 1e9 });"), [2, null]],
  [inText("  let a = ['x'];\n  for (let i = 0; i < 30; i++) a = [a, a];\n  '' + a;"), [4]],
  [`Error.prepareStackTrace = () => {\n  for (;;);\n};\n${inText("  new Error('x').stack;")}`, [2, 5, null]],
  [
    `async function* gen() {\n  yield 1;\n  for (;;);\n}\nexport async function text() {\n  for await (const x of gen());\n}`,
    [3, null],
  ],
];

test("SB11 a program that never yields is stopped at the line that ran, or at none", async () => {
  using pool = await plainPool({ turnWallMs: 60_000 });
  for (const [source, lines] of endless) {
    using sandbox = pool.acquire(1n);
    const answer = sandbox.load(compiled(source), 1);
    const fault = answer.turn?.fault ?? sandbox.deliver([text("x")], 1).fault;
    assert.equal(fault?.kind, "cpu", source);
    assert.ok(lines.includes(fault.line), `line ${fault.line}, expected ${lines.join(" or ")}:\n${source}`);
  }
});
