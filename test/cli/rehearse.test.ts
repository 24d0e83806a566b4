import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseRehearseArguments } from "../../server/cli/arguments.ts";
import { progressLine } from "../../server/cli/rehearse.ts";
import { savedCodeSchema } from "../../server/protocol/http.ts";
import { type WorkshopEvent, type WorkshopState, workshopEventSchema } from "../../server/protocol/workshop.ts";
import { HttpClient } from "../../server/rehearsal/http-client.ts";
import { typing } from "../../server/rehearsal/material.ts";
import { OwnServer } from "../../server/rehearsal/own-server.ts";
import { nameOf } from "../../server/rehearsal/rehearsal.ts";
import { formatReport, reportOf } from "../../server/rehearsal/report.ts";
import { Lags, Tally } from "../../server/rehearsal/tally.ts";
import { Attendance, findLostSaves, findRosterErrors } from "../../server/rehearsal/verify.ts";
import { reduce } from "../../server/workshop/roster.ts";
import { echo } from "../front/handlers.ts";
import { serve } from "../front/serving.ts";
import { ws101 } from "./command.ts";

const quiet = { HOSTS: "1", SPARES: "none", LOG_LEVEL: "silent" };

const emptyWorkshop: WorkshopState = {
  ...{ id: "w1", title: "Rehearsal", code: "K7QM2X", codeExpiresAtMs: 0, createdAtMs: 0, endedAtMs: null },
  ...{ retentionDays: 1, locked: [], pace: { mode: "free" }, follow: null, frozen: false, timer: null },
  ...{ frozenBy: "", joinClosed: false },
  ...{ announcement: null, hints: [], classroom: null, pairs: [], members: {} },
};

const counted = z.object({ count: z.number().min(1) });
const reportSchema = z.object({
  ok: z.boolean(),
  joined: z.number(),
  saved: z.number().min(1),
  answered: z.number().min(1),
  lost: z.array(z.string()),
  rosterErrors: z.array(z.string()),
  recoveries: z.array(z.object({ what: z.string(), ms: z.number().nullable() })),
  times: z.object({ page: counted, join: counted, save: counted, checks: counted, dashboard: counted }),
});

test("RH1 three learners rehearse for a few seconds on a server that breaks, and nothing is lost or left behind", async () => {
  const { code, out, err } = await ws101("rehearse", "3", "--minutes", "0.2", "--chaos", "--json");
  const report = reportSchema.parse(JSON.parse(out));
  assert.deepEqual([code, report.ok, report.joined], [0, true, 3], out + err);
  const broken = new Set(report.recoveries.map(({ what }) => what));
  assert.deepEqual(broken, new Set(["host", "front"]), "--chaos");
  assert.ok(report.recoveries.every(({ ms }) => ms !== null));
  assert.match(err, /open http:\/\/127\.0\.0\.1:\d+\/instructor\/\S+\nwith the token \S{16}/);
  assert.match(err, /\d+ saves \(.+\) · \d+ runs/);
});

test("RH1 the lines about the progress count in the singular and in the plural", () => {
  const tally = Object.assign(new Tally(), { openPages: 1, openSockets: 2 });
  const line = progressLine({ elapsedMs: 65_000, joined: 1, saved: 1, answered: 0, unanswered: 0, tally });
  assert.match(line, /^1:05 {2}1 joined, 1 page, 2 clients · 1 save \(.+\) · 0 runs/);
});

test("RH2 a save that was acknowledged and is not there, or is another text, is reported", async () => {
  await using server = await serve();
  using http = new HttpClient(server.url);
  const body = { style: "loop", source: "// first" };
  const answer = await http.call(savedCodeSchema, "/api/lessons/echo/code", { method: "PUT", body });
  assert.ok(answer.ok);
  const { version } = answer.value;
  const find = async (source: string, acknowledged: number) => {
    const attendance = new Attendance("Ana");
    attendance.acknowledge({ lesson: "echo", style: "loop", version: acknowledged, source });
    return await findLostSaves([{ attendance, http }]);
  };
  assert.deepEqual(await find("// first", version), []);
  assert.deepEqual(await find("// second", version), [`Ana, echo, version ${version}: has another text`]);
  assert.deepEqual(await find("// first", version + 1), [
    `Ana, echo, version ${version + 1}: the newest version is ${version}`,
  ]);
  const newer = { ...body, source: "// by an instructor" };
  await http.call(savedCodeSchema, "/api/lessons/echo/code", { method: "PUT", body: newer });
  assert.deepEqual(await find("// first", version), []);
});

test("RH4 a killed host loses nothing that was acknowledged", async () => {
  await using server = await OwnServer.start({ token: "for-this-test-only", environment: quiet });
  using http = new HttpClient(server.url);
  const attendance = new Attendance("Ana");
  const save = async (source: string) => {
    const body = { style: "loop", source };
    const call = () => http.call(savedCodeSchema, "/api/lessons/echo/code", { method: "PUT", body });
    let answer = await call();
    // While a host is away, a save is refused with the time to wait.
    for (let tries = 1; !answer.ok && answer.status === 503 && tries < 10; tries++) {
      await sleep(answer.retryAfterMs);
      answer = await call();
    }
    assert.ok(answer.ok, JSON.stringify(answer));
    attendance.acknowledge({ lesson: "echo", style: "loop", version: answer.value.version, source });
    return answer.value;
  };
  await save(echo("first"));
  const host = (await server.killHost(0)) ?? assert.fail("no host is running");
  const { version } = await save(echo("second"));
  assert.throws(() => process.kill(host, 0), { code: "ESRCH" });
  assert.deepEqual(await findLostSaves([{ attendance, http }]), []);
  assert.equal((await save(echo("third"))).version, version + 1);
});

test("RH2 the roster is compared with what each learner did", async () => {
  const { lesson, version, passed } = { lesson: "echo", version: 3, passed: ["b", "a"] };
  const attendance = new Attendance("Ana");
  attendance.member = "m1";
  attendance.answer({ lesson, version, passed });
  const events: WorkshopEvent[] = [
    { type: "joined", member: "m1", name: "Ana" },
    workshopEventSchema.parse({
      ...{ type: "ran", member: "m1", lesson, style: "loop", version, status: "fail" },
      ...{ passed: ["a", "b"], failed: ["c"], firstFailing: "c" },
    }),
  ];
  const shown = events.reduce((state, event) => reduce(state, { event, atMs: 0 }), emptyWorkshop);
  const find = (state: WorkshopState) => findRosterErrors([attendance], () => state, 0);
  assert.deepEqual(await find(shown), []);
  assert.deepEqual(await find(emptyWorkshop), ["Ana is missing."]);
  attendance.answer({ lesson, version: 4, passed: ["a", "b", "c"] });
  assert.deepEqual(await find(shown), ['Ana, echo: version 3 passes "a, b", not 4 "a, b, c".']);
});

test("RH2 an action's lag is the time from its answer to its event, and none when the event came first", () => {
  const samples: number[] = [];
  const lags = new Lags(samples);
  lags.saw("first");
  lags.did("first");
  lags.did("second");
  lags.saw("second");
  lags.did("third");
  lags.forget();
  lags.saw("third");
  assert.equal(samples.length, 2);
  assert.equal(samples[0], 0);
  assert.ok((samples[1] ?? 0) > 0);
});

test("RH1 the report says when other programs used the machine meanwhile", () => {
  const usage = { front: { cores: 0.4, coresMax: 0.5, memoryBytesMax: 2 ** 28 } };
  const nothing = { elapsedMs: 60_000, lost: [], rosterErrors: [], recoveries: [], gaps: 0 };
  const report = (busyCores: number | null) =>
    formatReport(
      reportOf({
        ...{ learners: 0, attendances: [], finished: true, tally: new Tally(), ...nothing },
        ...{ usage, toolCores: 0.1, busyCores },
      }),
    );
  assert.match(report(1.9), /Other programs used 1\.40 cores/);
  for (const busy of [0.8, null]) assert.doesNotMatch(report(busy), /Other programs/);
});

test("RH1 learners have different names, and type an answer until it is there", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => nameOf(index));
  assert.equal(new Set(names).size, names.length);
  const texts = typing("old\nold\nold\nend", "new 1\nnew 2\nnew 3\nnew 4\nnew 5", 3);
  assert.deepEqual([texts.length, texts.at(-1)], [3, "new 1\nnew 2\nnew 3\nnew 4\nnew 5"]);
  assert.equal(texts[0], "new 1\nnew 2\nold\nend");
});

test("CL12 what cannot be rehearsed is one sentence", async () => {
  const refusals: [string[], RegExp][] = [
    [["--server", "http://127.0.0.1:1"], /--server needs --token/],
    [["--server", "http://127.0.0.1:1", "--token", "x", "--chaos"], /--chaos breaks only/],
    [["--server", "here", "--token", "x"], /--server must be a URL/],
    [["0"], /learners must be a number from 1 to 2000/],
    [["3", "--minutes", "0"], /--minutes must be a number from 0\.05 to 480/],
    [["3", "4"], /Unexpected argument "4"/],
  ];
  for (const [args, sentence] of refusals) assert.throws(() => parseRehearseArguments(args, ""), sentence);
  const err = "ws101 rehearse: Could not sign in at http://127.0.0.1:1: no answer, ECONNREFUSED\n";
  const unreachable = await ws101("rehearse", "3", "--server", "http://127.0.0.1:1", "--token", "x");
  assert.deepEqual(unreachable, { code: 2, out: "", err });
});
