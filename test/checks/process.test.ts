import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, utimes } from "node:fs/promises";
import { getPriority } from "node:os";
import { test } from "node:test";
import { Checker, checkerFlags } from "../../server/checks/checker.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { isAlive, until } from "../processes/alive.ts";
import { echo, oneCheck } from "./handlers.ts";
import { openRig, verdicts } from "./rig.ts";

/** Hanging processes burn a core until they are found, so they are found soon. */
const soon = { limits: { checkMs: 1_000, runMs: 3_000 }, options: { graceMs: 500 } };
const passing = oneCheck(`const a = await connect(); a.send("x"); await a.expect.text("x");`);

test("CH17 a check that hangs costs only its process; the next run passes", async () => {
  await using rig = await openRig(soon.limits, soon.options);
  assert.deepEqual(verdicts(await rig.runCheck(echo, passing)), ["pass"]);
  const before = rig.checker.pid ?? 0;
  const hung = await rig.runCheck(echo, oneCheck(`const a = await connect(); await a.expect.open(); for (;;);`));
  assert.equal(hung.status, "timeout");
  assert.ok(!isAlive(before));
  assert.deepEqual(verdicts(await rig.runCheck(echo, passing)), ["pass"]);
});

test("CH17 a checks file that hangs while it loads is reported", async () => {
  await using rig = await openRig(soon.limits, soon.options);
  const file = await rig.checksFile(`${passing}\nfor (;;);`);
  assert.equal((await rig.runCheck(echo, file)).status, "timeout");
  assert.deepEqual(verdicts(await rig.runCheck(echo, passing)), ["pass"]);
});

test("CH17 a run whose checker is killed or frozen gives the same verdicts on the next process", async () => {
  await using rig = await openRig({ checkMs: 4_000 }, { spares: "eager", graceMs: 500 });
  const slow = `import { check } from "ws101/checks";
for (const title of ["one", "two", "three"]) check(title, async ({ connect }) => {
  const a = await connect();
  for (let n = 0; n < 100; n++) { a.send(String(n)); await a.expect.text(String(n)); }
});`;
  for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
    let struck = 0;
    const onTest = () => {
      if (struck !== 0 || rig.checker.pid === undefined) return;
      struck = rig.checker.pid;
      process.kill(struck, signal);
    };
    const ran = await rig.runCheck(echo, slow, { onTest });
    assert.deepEqual([ran.status, ...verdicts(ran)], ["pass", "pass", "pass", "pass"], signal);
    await until(() => struck !== 0 && !isAlive(struck), `the process that got ${signal} is gone`);
  }
});

test("CH10 a run whose rooms never open ends at its time limit, and costs no other run its process", async () => {
  await using rig = await openRig();
  const limits = limitsWith({ runMs: 100 });
  await using checker = new Checker({ limits, onRequest: () => new Promise(() => {}) });
  const checksFile = await rig.checksFile(passing);
  const run = { run: "stuck", checksFile, clock: "stepped", seed: 1 } as const;
  const ran = await checker.run({ learner: "ann", network: "", isKnown: true }, run);
  assert.deepEqual(
    [ran.status, ran.message, ...verdicts(ran)],
    ["timeout", "", "skipped: The run ended before this check started."],
  );
});

test("CH13 a checks file that was edited is loaded again", async () => {
  await using rig = await openRig();
  const file = await rig.checksFile(passing);
  assert.deepEqual(verdicts(await rig.runCheck(echo, file)), ["pass"]);
  await appendFile(
    file,
    `check("another", async ({ connect }) => { const a = await connect(); await a.expect.open(); });`,
  );
  await utimes(file, new Date(), new Date(Date.now() + 5_000));
  const again = await rig.runCheck(echo, file);
  assert.deepEqual(
    again.tests.map(({ id, status }) => `${id}: ${status}`),
    ["does-it: pass", "another: pass"],
  );
});

test("CO12 the checker process can neither write files nor start programs", () => {
  const tries = [
    "require('fs').writeFileSync('/tmp/ws101-escaped', 'x')",
    "require('child_process').execFileSync('/bin/true')",
    "new (require('worker_threads').Worker)('1', { eval: true })",
  ];
  for (const one of tries) {
    const script = `try { ${one}; console.log("done") } catch (error) { console.log(error.code) }`;
    const output = execFileSync(process.execPath, [...checkerFlags, "-e", script], { env: {}, encoding: "utf8" });
    assert.equal(output.trim(), "ERR_ACCESS_DENIED", one);
  }
});

test("CO11 a checker that was shut down leaves no process behind and no call unanswered", async () => {
  const rig = await openRig();
  assert.deepEqual(verdicts(await rig.runCheck(echo, passing)), ["pass"]);
  const pid = rig.checker.pid ?? 0;
  const running = rig.runCheck(
    echo,
    oneCheck(`const a = await connect(); await a.expect.open(); await new Promise(() => {});`),
  );
  await until(() => rig.openRooms.size > 0, "the run has begun");
  await rig[Symbol.asyncDispose]();
  assert.equal((await running).status, "error");
  assert.ok(!isAlive(pid));
});

test("CO15 the checker leaves the CPU to the front and its hosts", async () => {
  await using rig = await openRig();
  assert.deepEqual(verdicts(await rig.runCheck(echo, passing)), ["pass"]);
  assert.ok(getPriority(rig.checker.pid) > getPriority());
});
