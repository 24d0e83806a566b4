import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { Compiler } from "../../../server/compiler/compiler.ts";
import type { CompileResult } from "../../../server/protocol/compile.ts";
import { limitsWith } from "../../../server/protocol/limits.ts";
import { type HostileSource, imports, large, nested, odd, pragmas } from "./corpus.ts";

let compiler: Compiler;
before(async () => {
  compiler = new Compiler({ limits: limitsWith(), spares: "eager" });
  await compiler.compile("", "handler.ts");
});
after(() => compiler[Symbol.asyncDispose]());

/** An answer within 1 s, made of plain sentences on lines that exist; and the next learner's compile works. */
async function contained(hostile: HostileSource): Promise<number> {
  // On a machine that is busy with other tests a process may start slowly; a source that hangs hangs every time.
  for (let attempt = 1; ; attempt++) {
    const startedAt = performance.now();
    const result = await compiler.compile(hostile.source, "handler.ts");
    const ms = performance.now() - startedAt;
    requirePlain(hostile, result);
    const innocent = await compiler.compile("export default () => 1;", "handler.ts");
    assert.ok(innocent.ok, `after ${hostile.name}: ${JSON.stringify(innocent)}`);
    if (ms <= 1_000) return ms;
    assert.ok(attempt < 3, `${hostile.name}: ${ms} ms`);
  }
}

function requirePlain({ name, source, answer }: HostileSource, result: CompileResult): void {
  if (answer !== "either")
    assert.equal(result.ok, answer === "compiles", `${name}: ${JSON.stringify(result).slice(0, 500)}`);
  const lines = source.split(/\r\n|\n|\r/).length;
  for (const { line, column, message } of result.problems) {
    assert.ok(line >= 1 && line <= lines && column >= 1, `${name}: ${line}:${column}`);
    assert.match(message, /^[A-Z"`].*[.!?]$/s, `${name}: ${message}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there
    assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f]/, name);
  }
  if (result.ok) assert.ok(result.js.length <= 1 << 20, name);
}

async function all(t: TestContext, rule: string, corpus: readonly HostileSource[]): Promise<void> {
  let longest = 0;
  for (const one of corpus) {
    await t.test(`${rule} ${one.name}`, async () => {
      longest = Math.max(longest, await contained(one));
    });
  }
  t.diagnostic(`${corpus.length} cases, the longest answer took ${longest.toFixed(0)} ms`);
}

test("HA30 nesting of every kind gets an answer within 1 s, and the next compile works", (t) => all(t, "HA30", nested));
test("HA30 a very large source gets an answer within 1 s", (t) => all(t, "HA30", large));
test("HA30 invisible bytes are compiled or refused with a sentence", (t) => all(t, "HA30", odd));
test("HA30 directives in comments are not followed", (t) => all(t, "HA30", pragmas));
test("HA34 an import that tries to leave the sandbox is refused on its line", (t) => all(t, "HA34", imports));
