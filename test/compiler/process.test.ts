import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { getPriority } from "node:os";
import { test } from "node:test";
import { Compiler } from "../../server/compiler/compiler.ts";
import { compilerFlags } from "../../server/compiler/compiler-process.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { isAlive, until } from "../processes/alive.ts";

const good = "export default () => 1;";
/** A source that was not compiled before, so that a process has to. */
const another = () => `${good} // ${++count}`;
let count = 0;
/** Not nested in brackets, so that nothing but the native parser notices. */
const crashing = `export default ${"a=>".repeat(20_000)}1;`;
/** Compiles to many megabytes of indentation: some tens of milliseconds at least. */
const slow = `${"if(a)".repeat(6_000)};`;

async function pidOf(compiler: Compiler): Promise<number> {
  assert.ok((await compiler.compile(another(), "handler.ts")).ok);
  assert.ok(compiler.pid);
  return compiler.pid;
}

test("CO9 a source that crashes the compiler gets a problem with a line; the sources queued behind it compile", async () => {
  await using compiler = new Compiler({ limits: limitsWith() });
  const before = await pidOf(compiler);
  const [bad, ...others] = await Promise.all([
    compiler.compile(`// one\n${crashing}`, "handler.ts"),
    compiler.compile(another(), "handler.ts"),
    compiler.compile(another(), "handler.ts"),
  ]);
  assert.ok(bad !== undefined && !bad.ok);
  assert.equal(bad.problems[0]?.line, 2);
  assert.match(bad.problems[0]?.message ?? "", /nested too deeply around line 2/);
  assert.deepEqual(
    others.map(({ ok }) => ok),
    [true, true],
  );
  assert.notEqual(compiler.pid, before);
  assert.ok(!isAlive(before));
});

test("CO9 each of several crashing sources gets a result, and the compiler recovers", async () => {
  await using compiler = new Compiler({ limits: limitsWith() });
  const sources = Array.from({ length: 5 }, (_, n) => `// ${n}\n${crashing}`);
  const results = await Promise.all(sources.map((source) => compiler.compile(source, "handler.ts")));
  assert.deepEqual(
    results.map(({ ok }) => ok),
    [false, false, false, false, false],
  );
  assert.ok((await compiler.compile(another(), "handler.ts")).ok);
});

test("CO9 a source that takes too long is stopped and reported; the next one compiles", async () => {
  await using compiler = new Compiler({ limits: limitsWith({ compileMs: 10 }) });
  const result = await compiler.compile(slow, "handler.ts");
  assert.ok(!result.ok);
  assert.match(result.problems[0]?.message ?? "", /longer than 10 ms/);
  await using patient = new Compiler({ limits: limitsWith() });
  assert.ok((await patient.compile(good, "handler.ts")).ok);
});

test("CO11 killing or freezing the compiler process costs no learner anything", async () => {
  await using compiler = new Compiler({ limits: limitsWith() });
  for (const signal of ["SIGSTOP", "SIGKILL"] as const) {
    const pid = await pidOf(compiler);
    process.kill(pid, signal);
    assert.ok((await compiler.compile(another(), "handler.ts")).ok, signal);
    await until(() => !isAlive(pid), `the process that got ${signal} is gone`);
  }
});

test("CO12 the compiler process cannot write files, start programs, or read outside this package", () => {
  const tries = [
    "require('fs').writeFileSync('/tmp/ws101-escaped', 'x')",
    "require('fs').readFileSync('/etc/passwd')",
    "require('child_process').execFileSync('/bin/true')",
    "new (require('worker_threads').Worker)('1', { eval: true })",
  ];
  for (const one of tries) {
    const script = `try { ${one}; console.log("done") } catch (error) { console.log(error.code) }`;
    const said = execFileSync(process.execPath, [...compilerFlags, "-e", script], { env: {}, encoding: "utf8" });
    assert.equal(said.trim(), "ERR_ACCESS_DENIED", one);
  }
});

test("CO11 shutting the compiler down leaves no process and no pending call behind", async () => {
  const compiler = new Compiler({ limits: limitsWith() });
  const pid = await pidOf(compiler);
  const waiting = compiler.compile(another(), "handler.ts");
  const ended = assert.rejects(waiting, /shut down/);
  await compiler[Symbol.asyncDispose]();
  await ended;
  assert.ok(!isAlive(pid));
});

test("CO15 the compiler leaves the CPU to the front and its hosts", async () => {
  await using compiler = new Compiler({ limits: limitsWith() });
  assert.ok(getPriority(await pidOf(compiler)) > getPriority());
});
