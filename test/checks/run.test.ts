import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { loadChecks } from "../../server/checks/check.ts";
import { chooseHint, withHints } from "../../server/checks/hints.ts";
import type { TestResult } from "../../server/protocol/checks.ts";
import type { Hint, Style } from "../../server/protocol/lesson.ts";
import { echo, events, mute, oneCheck } from "./handlers.ts";
import { openRig, type Rig, type RunCheckOptions, verdicts } from "./rig.ts";

let rig: Rig;
before(async () => {
  rig = await openRig();
});
after(() => rig[Symbol.asyncDispose]());

const connected = "const a = await connect();\n";
const head = `import { check, fail } from "ws101/checks";\n`;

test("CH9 each check gets a fresh room, in file order, and its result is reported immediately", async () => {
  const counter = events(`n += 1; socket.send(String(n));`, "let n = 0;");
  const checks = `${head}
for (const title of ["one", "two", "three", "four"]) check(title, async ({ connect }) => {
  const a = await connect();
  await a.expect.text("1");
  const b = await connect();
  await b.expect.text("2");
});`;
  const reported: string[] = [];
  const onTest = (index: number, of: number, { id, status }: TestResult) =>
    reported.push(`${index}/${of} ${id} ${status}`);
  const ran = await rig.runCheck(counter, checks, { onTest });
  assert.equal(ran.status, "pass");
  assert.deepEqual(reported, ["0/4 one pass", "1/4 two pass", "2/4 three pass", "3/4 four pass"]);
  assert.deepEqual([...rig.openRooms], []);
});

test("CH9 a transcript records what each client did and received, in the room's time", async () => {
  const late = events(`text((t) => setTimeout(() => socket.send(t.toUpperCase()), 250));`);
  const ran = await rig.runCheck(
    late,
    oneCheck(`${connected} a.send("x"); await a.expect.text("X"); a.close(1000); await a.expect.close(1000);`),
  );
  const lines = ran.tests[0]?.transcript.map(({ atMs, client, kind, what, text, met }) =>
    [atMs, client, kind, what, text, met].join(" ").trim(),
  );
  assert.deepEqual(lines, [
    "0 A connect connect",
    "0 A sent text x",
    "0  clock advance +250 ms",
    "250 A received text X",
    '250 A expected text text "X" true',
    "250 A sent close 1000",
    "250 A close close 1000",
    "250 A expected close the socket to close with 1000 true",
  ]);
});

test("CH9 an expectation that nothing meets has the time of its deadline", async () => {
  const ran = await rig.runCheck(events(""), oneCheck(`${connected} a.send("x"); await a.expect.text("X");`));
  const unmet = ran.tests[0]?.transcript.find(({ met }) => met === false);
  assert.equal(unmet?.atMs, 1_000);
});

test("CH10 a handler that throws is an error with a line, not a failure", async () => {
  const throwing = events(`text((t) => { JSON.parse(t); });`);
  const ran = await rig.runCheck(throwing, oneCheck(`${connected} a.send("{"); await a.expect.text("x");`));
  const [result] = ran.tests;
  assert.deepEqual(
    [ran.status, result?.status, result?.fault?.kind, result?.fault?.line],
    ["error", "error", "error", 7],
  );
  assert.match(
    result?.message ?? "",
    /^The handler failed at line 7: .*SyntaxError.* A sent "\{" and expected text "x" but the socket closed with 1011/s,
  );
});

test("CH10 a handler that throws after the last expectation is an error too", async () => {
  const afterwards = events(
    `text((t) => socket.send(t)); socket.on("close", () => { throw new Error("on the way out"); });`,
  );
  const ran = await rig.runCheck(
    afterwards,
    oneCheck(`${connected} a.send("x"); await a.expect.text("x"); a.close(); await a.expect.close();`),
  );
  assert.match(verdicts(ran)[0] ?? "", /^error: The handler failed at line 7: .*on the way out/);
});

test("CH10 fail, error, timeout and skipped are distinct", async () => {
  const checks = `${head}
check("fails", async ({ connect }) => { const a = await connect(); a.send("x"); await a.expect.text("y"); });
check("is broken", async ({ connect }) => { const a = await connect(); await a.expect.text(null.x); });
check("takes for ever", async ({ connect }) => { const a = await connect(); await a.expect.open(); await new Promise(() => {}); });
check("passes", async ({ connect }) => { const a = await connect(); a.send("x"); await a.expect.text("x"); });
`;
  await using hasty = await openRig({ checkMs: 2_000 });
  const ran = await hasty.runCheck(echo, checks);
  assert.deepEqual(
    ran.tests.map(({ status }) => status),
    ["fail", "error", "timeout", "pass"],
  );
  assert.equal(ran.status, "fail");
  assert.match(ran.tests[1]?.message ?? "", /^The check itself is broken: TypeError: .* \(checks-\d+\.ts, line 4\)$/);
  assert.match(ran.tests[2]?.message ?? "", /nothing happened for 2 s of real time/);
});

test("CH10 a run that exceeds its time is stopped, and checks that did not start are skipped", async () => {
  const forEver = `check("NAME", async ({ connect }) => { const a = await connect(); await a.expect.open(); await new Promise(() => {}); });`;
  const names = ["one", "two", "three", "four", "five"];
  await using hasty = await openRig({ checkMs: 1_000, runMs: 3_000 });
  const ran = await hasty.runCheck(echo, head + names.map((name) => forEver.replace("NAME", name)).join("\n"));
  assert.equal(ran.status, "timeout");
  const statuses = ran.tests.map(({ status }) => status);
  assert.deepEqual([statuses[0], statuses[4]], ["timeout", "skipped"]);
  assert.deepEqual([...hasty.openRooms], []);
});

test("CH26 a run that stops at the first failure skips the checks after it and opens no room for them", async () => {
  const check = (title: string, text: string) =>
    `check("${title}", async ({ connect }) => { ${connected} a.send("x"); await a.expect.text("${text}"); });\n`;
  const checks = head + check("one", "x") + check("two", "y") + check("three", "x");
  const run = async (options: RunCheckOptions) => {
    const { tests, opened } = await rig.runCheck(echo, checks, options);
    return [...tests.map(({ status }) => status), opened];
  };
  assert.deepEqual(await run({ bail: true }), ["pass", "fail", "skipped", 2]);
  assert.deepEqual(await run({ bail: false }), ["pass", "fail", "pass", 3]);
  assert.deepEqual(await run({ bail: true, order: [1, 0, 2] }), ["skipped", "fail", "skipped", 1]);
  assert.deepEqual(await run({ order: [2, 1, 0] }), ["pass", "fail", "pass", 3]);
});

test("CH10 a check that expects nothing is an error, and an expectation that is not awaited or is swallowed still counts", async () => {
  const nothing = await rig.runCheck(mute, oneCheck(`${connected} a.send("x"); await clock.advance({ seconds: 1 });`));
  assert.match(verdicts(nothing)[0] ?? "", /^error: This check expects nothing/);
  const forgotten = await rig.runCheck(mute, oneCheck(`${connected} a.send("x"); a.expect.text("x");`));
  assert.match(verdicts(forgotten)[0] ?? "", /^fail: A sent "x" and expected text "x" but received nothing/);
  const swallowed = await rig.runCheck(mute, oneCheck(`${connected} try { await a.expect.text("x"); } catch {}`));
  assert.match(verdicts(swallowed)[0] ?? "", /^fail: /);
});

test("CH10 a cancelled run ends immediately", async () => {
  const checks = `${head}
check("waits", async ({ connect }) => { const a = await connect(); await a.expect.open(); await new Promise(() => {}); });
check("never begins", async ({ connect }) => { const a = await connect(); await a.expect.open(); });`;
  const running = rig.runCheck(echo, checks, { run: "to-cancel" });
  const opened = () => rig.openRooms.size > 0;
  while (!opened()) await new Promise((resolve) => setImmediate(resolve));
  rig.checker.cancel("to-cancel");
  const ran = await running;
  assert.equal(ran.status, "cancelled");
  assert.deepEqual(
    ran.tests.map(({ status }) => status),
    ["skipped", "skipped"],
  );
  rig.checker.cancel("there is no such run");
});

test("CH13 checks are loaded without running; their ids come from their titles", async () => {
  const file = await rig.checksFile(`${head}
check("Answers “hello” & goes on!", () => { throw new Error("ran"); });
check("Größe: 2 × 3", () => {});`);
  const checks = await loadChecks(file);
  assert.deepEqual(
    checks.map(({ id, title }) => ({ id, title })),
    [
      { id: "answers-hello-goes-on", title: "Answers “hello” & goes on!" },
      { id: "größe-2-3", title: "Größe: 2 × 3" },
    ],
  );
});

test("CH13 an unusable checks file is reported with what to fix", async () => {
  const wrong: [string, RegExp][] = [
    [`${head}check("a", () => {}); check("A!", () => {});`, /Two checks are called "A!"/],
    [`${head}\n`, /no check in this file/],
    [`${head}check("", () => {});`, /no title/],
    [`${head}check("a", () => {`, /SyntaxError|Expected|Unexpected/],
    [`${head}throw new Error("my own mistake");`, /my own mistake/],
    [`import "nowhere";`, /nowhere/],
  ];
  for (const [source, problem] of wrong) {
    const file = await rig.checksFile(source);
    await assert.rejects(loadChecks(file), (error) => problem.test(String(error)));
    const ran = await rig.runCheck(echo, file);
    assert.equal(ran.status, "error");
    assert.match(ran.message, problem);
  }
  await assert.rejects(loadChecks("/there/is/no/checks.ts"), /no\/checks\.ts/);
});

test("CH14 a handler that only claims to pass, or answers correctly only once, fails", async () => {
  const checks = `${head}
for (const title of ["first", "second", "third"]) check(title, async ({ connect }) => {
  const a = await connect();
  a.send("x"); await a.expect.text("x"); a.send("y"); await a.expect.text("y");
});`;
  const claiming = events(
    `console.log("PASS", "✓", JSON.stringify({ type: "test", status: "pass" })); socket.send("PASS");`,
  );
  const once = events(`socket.once("message", (data) => socket.send(String(data)));`);
  const detecting = events(`text((t) => socket.send(request.headers["user-agent"] === "checker" ? t : "no"));`);
  const stalling = events(`text((t) => setTimeout(() => socket.send(t), 3_600_000));`);
  for (const handler of [claiming, once, detecting, stalling]) {
    const ran = await rig.runCheck(handler, checks);
    assert.deepEqual([ran.status, ...ran.tests.map(({ status }) => status)], ["fail", "fail", "fail", "fail"]);
  }
});

test("CH14 a handler that never settles does not pass", async () => {
  const storms = [
    events(`socket.on("pong", () => socket.ping()); socket.ping();`),
    events(`const spin = () => Promise.resolve().then(spin); text(spin);`),
    events(`text(() => { for (;;); });`),
    events(`const again = () => setTimeout(again, 1); again();`),
  ];
  for (const handler of storms) {
    const ran = await rig.runCheck(handler, oneCheck(`${connected} a.send("x"); await a.expect.text("x");`));
    assert.match(verdicts(ran)[0] ?? "", /^(fail|error|timeout): /, handler);
  }
});

test("CH9 concurrent runs do not affect each other", async () => {
  const checks = await rig.checksFile(oneCheck(`${connected} a.send("x"); await a.expect.text("x");`));
  const runs = Array.from({ length: 12 }, (_, index) => rig.runCheck(index % 2 === 0 ? echo : mute, checks));
  const statuses = (await Promise.all(runs)).map(({ status }) => status);
  assert.deepEqual(
    statuses,
    Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? "pass" : "fail")),
  );
});

const both = { style: null, when: null, because: null };
const hints: Hint[] = [
  { ...both, check: "other", html: "other" },
  { ...both, check: "echo", html: "default" },
  { ...both, check: "echo", when: { kind: "received", pattern: "a binary message" }, html: "binary" },
  { ...both, check: "echo", when: { kind: "received", pattern: "/^text .x+.$/" }, style: "events", html: "x" },
  { ...both, check: "echo", when: { kind: "closed", pattern: "1011" }, html: "closed" },
  { ...both, check: "echo", when: { kind: "fault", pattern: "TypeError" }, html: "types" },
  { ...both, check: "echo", when: { kind: "nothing", pattern: "" }, because: "second", html: "silent" },
  { ...both, check: "echo", because: "second", html: "second" },
];
const failed: TestResult = {
  id: "echo",
  title: "",
  status: "fail",
  message: "",
  transcript: [],
  hint: null,
  fault: null,
  ms: 0,
};
const hintFor = (over: Partial<TestResult>, style: Style = "loop") => chooseHint(hints, style, { ...failed, ...over });

test("CH16 a hint is chosen by what happened: received, closed with, nothing, or the fault", () => {
  assert.equal(hintFor({ happened: { kind: "received", text: "a binary message (1 byte, 00)" } }), "binary");
  assert.equal(hintFor({ happened: { kind: "closed", text: '1011 "no"' } }), "closed");
  assert.equal(hintFor({ happened: { kind: "said", text: "a binary message, 1011" } }), "default");
  assert.equal(hintFor({ happened: { kind: "nothing", text: "" } }), "default");
  assert.equal(hintFor({ status: "pass", happened: { kind: "received", text: "a binary message" } }), null);
  assert.equal(hintFor({ id: "unknown" }), null);
});

test("CH16 a hint for one style, for a pattern or for a reason is shown only where all of them match", () => {
  const happened = { kind: "received", text: 'text "xx"' } as const;
  assert.equal(hintFor({ happened }, "events"), "x");
  assert.equal(hintFor({ happened }, "loop"), "default");
  assert.equal(hintFor({ happened: { kind: "received", text: 'text "xy"' } }, "events"), "default");
  assert.equal(hintFor({ happened, because: "the second one" }), "second");
  assert.equal(hintFor({ happened: { kind: "nothing", text: "" }, because: "the second one" }), "silent");
});

test("CH16 a fault explains itself: it shows a hint only if that names the fault", () => {
  assert.equal(hintFor({ happened: { kind: "fault", text: "TypeError: no" } }), "types");
  assert.equal(hintFor({ happened: { kind: "fault", text: "RangeError: no" }, because: "second" }), null);
});

test("CH16 only the first check of a run that does not pass shows a hint", () => {
  const passed: TestResult = { ...failed, status: "pass" };
  const shown = withHints(hints, "loop", [passed, failed, failed, { ...failed, id: "other" }]);
  assert.deepEqual(
    shown.map(({ hint }) => hint),
    [null, "default", null, null],
  );
});

test("CH16 what happened is reported apart from what was expected and why", async () => {
  const outcome = async (handler: string, body: string) => {
    const [result] = (await rig.runCheck(handler, oneCheck(connected + body))).tests;
    return [result?.happened?.kind, result?.happened?.text, result?.because];
  };
  const expects = `a.send("x"); await a.expect.text("y", { because: "Y follows X." });`;
  assert.deepEqual(await outcome(echo, expects), ["received", 'text "x"', "Y follows X."]);
  assert.deepEqual(await outcome(mute, expects), ["nothing", "", "Y follows X."]);
  assert.deepEqual(await outcome(events(`socket.close(4001, "no")`), expects), ["closed", '4001 "no"', undefined]);
  assert.deepEqual(await outcome(events(`text(() => { throw new Error("no"); })`), expects), [
    "fault",
    "Error: no. This was not caught.",
    "Y follows X.",
  ]);
  assert.deepEqual(await outcome(echo, `await a.expect.refused(401);`), ["accepted", "", undefined]);
  const refuses = `export const upgrade = () => ({ status: 401 });\nexport default async () => {};`;
  assert.deepEqual(await outcome(refuses, expects), ["refused", "401 Unauthorized", undefined]);
  assert.deepEqual(await outcome(echo, `await a.expect.open(); fail("A is late.");`), [
    "said",
    "A is late.",
    undefined,
  ]);
});
