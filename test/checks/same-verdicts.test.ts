import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Ran } from "../../server/checks/checker.ts";
import { events } from "./handlers.ts";
import { openRig, type Rig } from "./rig.ts";

const lessons = fileURLToPath(new URL("../../lessons/", import.meta.url));
/** With \`WS101_RUNS=1000\` as often as the bar asks for. */
const runs = Number(process.env.WS101_RUNS ?? 60);

interface Case {
  readonly handler: string;
  readonly checks: string;
  /** False where the kernel decides how much of a slow client's messages it takes: there the verdict counts. */
  readonly wholeTranscript: boolean;
}

/** What a learner sees of a run, but how long it took. */
function seen({ status, tests }: Ran, { wholeTranscript }: Case): string {
  const shown = tests.map(({ ms: _, transcript, ...rest }) => ({ ...rest, transcript: wholeTranscript && transcript }));
  return JSON.stringify({ status, shown });
}

/** Judges the handlers again and again, several at once; each must be seen the same way every time. */
async function sameEveryTime(rig: Rig, cases: readonly Case[], times: number): Promise<void> {
  const once = () => Promise.all(cases.map(async (one) => seen(await rig.runCheck(one.handler, one.checks), one)));
  const first = await once();
  for (let time = 2; time <= times; time++) {
    for (const [index, text] of (await once()).entries()) requireSame(text, first[index] ?? "", `run ${time}`);
  }
}

function requireSame(text: string, first: string, run: string): void {
  if (text === first) return;
  let at = 0;
  while (text[at] === first[at]) at++;
  const part = (whole: string) => whole.slice(Math.max(0, at - 300), at + 300);
  assert.fail(`${run}:\n${part(text)}\n\nat first:\n${part(first)}`);
}

async function lessonCases(slug: string): Promise<Case[]> {
  const checks = `${lessons}${slug}/checks.ts`;
  const wholeTranscript = slug !== "06-broadcast";
  const sources = ["loop", "events"].map((style) => readFile(`${lessons}${slug}/${style}/solution.ts`, "utf8"));
  return (await Promise.all(sources)).map((handler) => ({ handler, checks, wholeTranscript }));
}

/** Order between clients, timers that meet, people who leave: what races where nobody takes care. */
const racing: Case = {
  wholeTranscript: true,
  handler: events(
    `const say = (what: string) => { for (const one of wss.clients) one.send(what); };
  const name = ++count; say("+" + name); text((t) => say(name + ": " + t)); socket.on("close", () => say("-" + name));
  const t = setInterval(() => say("tick " + name), 100); socket.on("close", () => clearInterval(t));`,
    "let count = 0;",
  ),
  checks: `import { check } from "ws101/checks";
check("in one order", async ({ connect, clock }) => {
  const a = await connect(); const b = await connect(); const c = await connect();
  b.send("b"); a.send("a"); c.send("c"); b.send("b2"); a.send("a2");
  await clock.advance({ ms: 250 });
  c.terminate(); b.close(1000); a.send("left");
  for (const one of [a, b, c]) await one.received();
  await a.expect.text("so that the transcript shows all of it");
});`,
};

test("CH22 the same code gets the same verdicts, messages and transcripts, run after run", async (t) => {
  await using rig = await openRig();
  const cases = [racing, ...(await lessonCases("07-json-protocol"))];
  await sameEveryTime(rig, cases, runs);
  t.diagnostic(`${runs} runs of ${cases.length} handlers, all alike`);
  await sameEveryTime(rig, await lessonCases("06-broadcast"), Math.ceil(runs / 10));
});

test("CH22 so it does while every core is busy with something else", async (t) => {
  await using rig = await openRig();
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
  try {
    const cases = [racing, ...(await lessonCases("05-split"))];
    await sameEveryTime(rig, cases, runs);
    t.diagnostic(`${runs} runs of ${cases.length} handlers on a busy machine, all alike`);
  } finally {
    for (const child of busy) end(child);
  }
});

function end(child: ChildProcess): void {
  child.kill("SIGKILL");
}

test("CH23 the checks of a lesson are done in a moment", async (t) => {
  await using rig = await openRig();
  for (const slug of ["02-echo", "03-reverse", "05-split", "06-broadcast", "07-json-protocol"]) {
    for (const { handler, checks } of await lessonCases(slug)) {
      const times: number[] = [];
      for (let time = 0; time < 9; time++) {
        const startedAt = performance.now();
        await rig.runCheck(handler, checks);
        times.push(performance.now() - startedAt);
      }
      const p50 = times.toSorted((a, b) => a - b)[4] ?? Number.POSITIVE_INFINITY;
      t.diagnostic(`${slug}: p50 ${p50.toFixed(0)} ms`);
      assert.ok(p50 < 5_000, `${slug}: ${p50} ms`);
    }
  }
});
