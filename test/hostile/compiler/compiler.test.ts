import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { Compiler } from "../../../server/compiler/compiler.ts";
import type { CompileResult } from "../../../server/protocol/compile.ts";
import { limitsWith } from "../../../server/protocol/limits.ts";
import { type HostileSource, imports, large, nested, odd, pragmas } from "./corpus.ts";

const limits = limitsWith();
const { compileMs } = limits;
let compiler: Compiler;
before(async () => {
  compiler = new Compiler({ limits, spares: "eager" });
  await compiler.compile("", "handler.ts");
});
after(() => compiler[Symbol.asyncDispose]());

/**
 * An answer, or the problem that names the time limit, in plain sentences on lines that exist; and the next learner's
 * compile works. Which of the two depends on the machine's speed. True if the limit was reached.
 */
async function contained(hostile: HostileSource): Promise<boolean> {
  const result = await compiler.compile(hostile.source, "handler.ts");
  const isStopped = result.problems.some(({ message }) =>
    message.startsWith(`Compiling took longer than ${compileMs} ms`),
  );
  requirePlain(isStopped ? { ...hostile, answer: "problem" } : hostile, result);
  const innocent = await compiler.compile("export default () => 1;", "handler.ts");
  assert.ok(innocent.ok, `after ${hostile.name}: ${JSON.stringify(innocent)}`);
  return isStopped;
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
  const stopped: string[] = [];
  for (const one of corpus) {
    await t.test(`${rule} ${one.name}`, async () => {
      if (await contained(one)) stopped.push(one.name);
    });
  }
  t.diagnostic(`${corpus.length} cases; stopped at the time limit: ${stopped.join(", ") || "none"}`);
}

test("HA30 nesting of every kind gets an answer or the time limit's problem, and the next compile works", (t) =>
  all(t, "HA30", nested));
test("HA30 a very large source gets an answer or the time limit's problem", (t) => all(t, "HA30", large));
test("HA30 invisible bytes are compiled or refused with a sentence", (t) => all(t, "HA30", odd));
test("HA30 directives in comments are not followed", (t) => all(t, "HA30", pragmas));
test("CO3 an import that tries to leave the sandbox is refused on its line", (t) => all(t, "CO3", imports));
