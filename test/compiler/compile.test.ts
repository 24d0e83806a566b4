import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { Compiler } from "../../server/compiler/compiler.ts";
import type { CompileResult } from "../../server/protocol/compile.ts";
import { limitsWith } from "../../server/protocol/limits.ts";

let compiler: Compiler;
before(() => {
  compiler = new Compiler({ limits: limitsWith() });
});
after(() => compiler[Symbol.asyncDispose]());

const echo = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
  }
}
`;

async function compiled(source: string): Promise<Extract<CompileResult, { ok: true }>> {
  const result = await compiler.compile(source, "handler.ts");
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}

async function refused(source: string): Promise<CompileResult["problems"]> {
  const result = await compiler.compile(source, "handler.ts");
  assert.ok(!result.ok, "it compiled");
  return result.problems;
}

/** The source position of a text in the output. */
function originOf({ js, map }: { js: string; map: string }, text: string) {
  const before = js.slice(0, js.indexOf(text)).split("\n");
  assert.ok(js.includes(text), js);
  const { line, column } = originalPositionFor(new TraceMap(map), {
    line: before.length,
    column: before.at(-1)?.length ?? 0,
  });
  return { line, column: (column ?? -1) + 1 };
}

test("CO1 TypeScript compiles to JavaScript with a source map to the learner's lines", async () => {
  const result = await compiled(echo);
  assert.ok(!result.js.includes("Socket"));
  assert.deepEqual(originOf(result, "socket.send"), { line: 5, column: 40 });
  assert.deepEqual(new TraceMap(result.map).sources, ["handler.ts"]);
});

test("CO1 TypeScript's own syntax compiles: enums, namespaces, parameter properties, using, satisfies", async () => {
  const { js } = await compiled(`
enum Colour { Red, Green }
namespace Tools { export const two = 2; }
abstract class Base { constructor(private readonly name: string) {} declare other: string; abstract go(): void; }
class Box { accessor inside = 1; static { globalThis.boxed = true; } }
using open = { [Symbol.dispose]() {} } satisfies Disposable;
export default [Colour.Red, Tools.two, Base, Box, open!, <string>"x", "y" as const];
`);
  for (const gone of ["abstract", "declare", "satisfies", "as const", "private", "namespace", "accessor inside"]) {
    assert.ok(!js.includes(gone), gone);
  }
});

test("CO2 a syntax error is a problem at its line and column", async () => {
  assert.deepEqual(await refused("const a = ;"), [
    { line: 1, column: 11, message: "Unexpected `;`.", severity: "error" },
  ]);
  const places: [string, number, number][] = [
    ["let x = 1;\nlet y = 😀;\n", 2, 9],
    ["const e = '😀é世'; const a = ;", 1, 29],
    ["let a = 1;\r\nlet b = ;\r\n", 2, 9],
    ["\ufefflet a = ;", 1, 9],
    ["#!/usr/bin/env node\nlet a = ;", 2, 9],
    ["let a;\nlet a;\n", 2, 5],
  ];
  for (const [source, line, column] of places) {
    const [first] = await refused(source);
    assert.deepEqual([first?.line, first?.column], [line, column], JSON.stringify({ source, first }));
  }
});

test("CO2 a bracket that is never closed is reported with the line it was opened on", async () => {
  const [first] = await refused("function f() {\n  if (x) {\n    f();\n");
  assert.match(first?.message ?? "", /the end of the file.*line 2/);
});

test("CO3 an import that would fail is a problem on its own line", async () => {
  const problems = await refused(`import type { Server } from "http";
import { IncomingMessage } from "node:http";
import fs from "fs";
import "net";
export * from "./other.ts";
import zod from "zod";
const later = await import("node:child_process");
const computed = await import(later.name);
export default (request: IncomingMessage, server: Server) => fs.readFileSync(request.url ?? server.name);
`);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3, 4, 5, 6, 7, 8],
  );
  assert.match(problems[0]?.message ?? "", /"fs" is not available/);
});

test("CO3 available modules are imported without a problem, types from anywhere", async () => {
  const { js } = await compiled(`import { WebSocketServer } from "ws";
import { broadcast } from "ws101";
import { EventEmitter } from "node:events";
import { Buffer } from "buffer";
import { setTimeout as sleep } from "timers/promises";
import type { Anything } from "anywhere";
import { type Something } from "elsewhere";
// import nothing from "here", nor require("this")
const text = 'import fs from "fs"';
export default [WebSocketServer, broadcast, EventEmitter, Buffer, sleep, text, Array.from("ab")] satisfies (Anything | Something)[];
`);
  for (const module of ["ws", "ws101", "node:events", "buffer", "timers/promises"])
    assert.match(js, new RegExp(`"${module}"`));
  assert.doesNotMatch(js, /anywhere|elsewhere/);
});

test("CO3 require is refused with the import to write instead", async () => {
  const [first] = await refused("const WebSocket = require('ws');\nnew WebSocket.Server({ port: 8080 });\n");
  assert.equal(first?.line, 1);
  assert.match(first?.message ?? "", /import \{ WebSocket, WebSocketServer \} from "ws";/);
  const [assigned] = await refused('\nimport fs = require("fs");\nfs.readFileSync("x");\n');
  assert.equal(assigned?.line, 2);
  const [exported] = await refused("const a = 1;\nexport = a;\n");
  assert.match(exported?.message ?? "", /export default/);
});

test("CO2 JSX and decorators are refused with one sentence on their line", async () => {
  const [jsx, ...more] = await refused("const a = 1;\nconst page = <div>hello</div>;\n");
  assert.equal(jsx?.line, 2);
  assert.match(jsx?.message ?? "", /JSX/);
  assert.deepEqual(more, []);
  const [decorator] = await refused("function log() {}\n\n@log\nclass A {}\n");
  assert.equal(decorator?.line, 3);
  assert.match(decorator?.message ?? "", /Decorators/);
});

test("CO1 a byte-order mark, a shebang, line ends and tool comments change neither lines nor meaning", async () => {
  const odd: [string, number][] = [
    ["\ufeffconst a = 1;\nmark(a);\n", 2],
    ["#!/usr/bin/env -S node\nmark(1);\n", 2],
    ["\ufeff#!/usr/bin/env node\r\nmark(1);\r\n", 2],
    ["const a = 1;\r\n\r\nmark(a);\r\n", 3],
    ["// @ts-nocheck\nconst a: number = 'x';\nmark(a);\n", 3],
    ["/** @jsx h */\nmark(1);\n", 2],
    ["mark(1);\n//# sourceMappingURL=data:application/json;base64,AAAA\n", 1],
  ];
  for (const [source, line] of odd) {
    const result = await compiled(source);
    assert.equal(originOf(result, "mark(").line, line, JSON.stringify(source));
    assert.ok(!result.js.startsWith("#!") && !result.js.startsWith("\ufeff"), JSON.stringify(result.js));
  }
});

test("CO2 invisible characters are problems in code, at their position, and harmless in strings", async () => {
  const [nul] = await refused("let a = 1;\nlet b\0 = 2;\n");
  assert.equal(nul?.line, 2);
  assert.doesNotMatch(nul?.message ?? "", /\0/);
  const [separator] = await refused("let a = 1;\nlet b = 'x\u2028y';\n");
  assert.deepEqual([separator?.line, separator?.column], [2, 11]);
  assert.match(separator?.message ?? "", /invisible/);
  assert.match((await compiled("export default 'a\0b';")).js, /a\\0b/);
});

test("CO4 a source over a limit is a problem that names the limit, and never reaches the compiler", async () => {
  const [bytes] = await refused(`// ${"ä".repeat(40_000)}`);
  assert.match(bytes?.message ?? "", /80003 bytes.*65536/);
  const [lines] = await refused("\n".repeat(2_000));
  assert.equal(lines?.line, 2_001);
  assert.match(lines?.message ?? "", /2001 lines.*2000/);
  await compiled("\n".repeat(1_999));
});

test("CO7 concurrent callers get their own results", async () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const results = await Promise.all(numbers.map((number) => compiled(`export default ${number};`)));
  for (const [index, { js }] of results.entries()) assert.match(js, new RegExp(`default ${index};`));
});

test("CO8 one process compiles source after source: no save waits for a process to start", async () => {
  await compiled(echo);
  const { pid } = compiler;
  for (let index = 0; index < 100; index++) {
    await compiled(`${echo}// ${index}`);
    assert.equal(compiler.pid, pid);
  }
});
