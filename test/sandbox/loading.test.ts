// Loading handlers into a sandbox, and the messages about those that it does not load.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pool, problemsOf, shown, turnOf, useful } from "./plain-sandbox.ts";
import { program } from "./pools.ts";

describe("loading", () => {
  test("SB12 modules of the library can be imported under each of their names", () => {
    const turn = turnOf(
      'import * as all from "node:ws101"; import plain from "ws101";\nexport function text(peer) { all.port.send(peer, String(plain === all.default && all.port === port)); }',
    );
    assert.deepEqual(shown(turn.effects), ["text 1 true"]);
  });

  test("SB12 every other import is refused with a reason at its position", () => {
    const refused: [string, RegExp][] = [
      ["fs", /files/],
      ["node:fs/promises", /files/],
      ["net", /the room is the server/],
      ["http", /the room is the server/],
      ["node:child_process", /programs or threads/],
      ["process", /process/],
      ["./other.ts", /a single file/],
      ["../../etc/passwd", /a single file/],
      ["/etc/passwd", /a single file/],
      ["file:///etc/passwd", /from the network/],
      ["data:text/javascript,1", /from the network/],
      ["https://example.com/a.js", /from the network/],
      ["lodash", /It can import "ws101"/],
      ["handler.ts", /It can import/],
      ["__proto__", /It can import/],
      [`${"x".repeat(2000)}`, /It can import/],
    ];
    for (const [name, reason] of refused) {
      const [problem] = problemsOf(`export const a = 1;\n  import "${name}";`);
      assert.match(problem?.message ?? "", reason, name);
      assert.deepEqual([problem?.line, problem?.column], [2, 10], name);
    }
  });

  test("SB12 import() is refused, even for importable modules", () => {
    const turn = turnOf(`export async function text(peer) {
      for (const name of ["ws101", "fs", "./x.js"]) await import(name).catch((error) => port.send(peer, error.message));
    }`);
    const lines = shown(turn.effects);
    assert.equal(lines.length, 3);
    for (const line of lines) assert.match(line, /import\(".*"\) is not available: .* top of the file/);
  });

  test("SB12 a program that does not load has a problem with its position", () => {
    const cases: [string, number, RegExp][] = [
      ["export const a = 1;\nthrow new TypeError('top');", 2, /^TypeError: top$/],
      ["export const a = 1;\nlet b = ;", 2, /^SyntaxError: /],
      ["export const a = 1;\nawait new Promise(() => {});", 1, /is still waiting/],
      ["export const a = 1;\nawait Promise.reject(new Error('awaited'));", 2, /^Error: awaited$/],
      ["const nothing = 1;", 1, /^Nothing is exported\.$/],
      ["import { absent } from 'ws101';\nexport const a = absent;", 1, /absent/],
      ["\nexport default function () {}\nexport default function () {}", 3, /SyntaxError/],
      ["export const a = 1;\nundefinedName();", 2, /^ReferenceError: /],
    ];
    for (const [js, line, message] of cases) {
      const [problem] = problemsOf(js);
      assert.match(problem?.message ?? "", message, js);
      assert.equal(problem?.line, line, js);
    }
  });

  test("SB12 effects of the top level are reported", () => {
    using sandbox = pool.acquire(1n);
    const answer = sandbox.load(
      program(`${useful}port.log("log", "hello", "");\nexport const a = await Promise.resolve(1);`),
      5,
    );
    assert.ok(answer.ok);
    assert.deepEqual(shown(answer.turn.effects), ["log"]);
  });
});
