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
/** `WS101_RUNS=1000` runs as many as the release criterion requires. */
const runs = Number(process.env.WS101_RUNS ?? 6);

interface Case {
  readonly handler: string;
  readonly checks: string;
  /** False if the kernel decides how many of a slow client's messages it accepts; then only the verdict is compared. */
  readonly wholeTranscript: boolean;
}

/** What a learner sees of a run, except its duration. */
function seen({ status, tests }: Ran, { wholeTranscript }: Case): string {
  const shown = tests.map(({ ms: _, transcript, ...rest }) => ({ ...rest, transcript: wholeTranscript && transcript }));
  return JSON.stringify({ status, shown });
}

/** Runs the checks repeatedly and concurrently; every run must produce the same result. */
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

/** Order between clients, coinciding timers, clients that leave: everything that could race. */
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

test("CH22 the same code gets the same verdicts, messages and transcripts in every run", async (t) => {
  await using rig = await openRig();
  const cases = [racing, ...(await lessonCases("07-json-protocol"))];
  await sameEveryTime(rig, cases, runs);
  t.diagnostic(`${runs} runs of ${cases.length} handlers, all alike`);
  await sameEveryTime(rig, await lessonCases("06-broadcast"), Math.max(2, runs / 10));
});

test("CH22 verdicts are the same while every core is busy", async (t) => {
  await using rig = await openRig();
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
  try {
    const cases = [racing, ...(await lessonCases("05-split"))];
    const fewer = Math.max(2, runs / 2);
    await sameEveryTime(rig, cases, fewer);
    t.diagnostic(`${fewer} runs of ${cases.length} handlers on a busy machine, all alike`);
  } finally {
    for (const child of busy) end(child);
  }
});

function end(child: ChildProcess): void {
  child.kill("SIGKILL");
}
