import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { savedCodeSchema } from "../../server/protocol/http.ts";
import { Attendance } from "../../server/rehearsal/attendance.ts";
import { HttpClient } from "../../server/rehearsal/http-client.ts";
import { Lags } from "../../server/rehearsal/lags.ts";
import { typing } from "../../server/rehearsal/material.ts";
import { nameOf } from "../../server/rehearsal/names.ts";
import { findLostSaves } from "../../server/rehearsal/verify.ts";
import { serve } from "../front/serving.ts";
import { ws101 } from "./command.ts";

const counted = z.object({ count: z.number().min(1) });
const reportSchema = z.object({
  ok: z.boolean(),
  joined: z.number(),
  saved: z.number().min(1),
  answered: z.number().min(1),
  lost: z.array(z.string()),
  rosterErrors: z.array(z.string()),
  times: z.object({ page: counted, join: counted, save: counted, checks: counted, dashboard: counted }),
});

test("RH1 three learners rehearse for a few seconds, and nothing is lost or left behind", async () => {
  const { code, out, err } = await ws101("rehearse", "3", "--minutes", "0.1", "--json");
  const report = reportSchema.parse(JSON.parse(out));
  assert.deepEqual([code, report.ok, report.joined], [0, true, 3], out + err);
  assert.match(err, /open http:\/\/127\.0\.0\.1:\d+\/instructor\/\S+\nwith the token \S{16}/);
  assert.match(err, /\d+ saves \(.+\) · \d+ runs/);
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

test("RH1 learners have different names, and type an answer until it is there", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => nameOf(index));
  assert.equal(new Set(names).size, names.length);
  const texts = typing("old\nold\nold\nend", "new 1\nnew 2\nnew 3\nnew 4\nnew 5", 3);
  assert.deepEqual([texts.length, texts.at(-1)], [3, "new 1\nnew 2\nnew 3\nnew 4\nnew 5"]);
  assert.equal(texts[0], "new 1\nnew 2\nold\nend");
});

test("RH3 what cannot be rehearsed is one sentence", async () => {
  const refusals: [string[], RegExp][] = [
    [["--server", "http://127.0.0.1:1"], /--server needs --token/],
    [["--server", "http://127.0.0.1:1", "--token", "x", "--chaos"], /--chaos breaks only/],
    [["0"], /learners must be a number from 1 to 2000/],
    [["3", "--server", "http://127.0.0.1:1", "--token", "x"], /does not accept the instructor's token|ECONNREFUSED/],
  ];
  for (const [args, sentence] of refusals) {
    const { code, err } = await ws101("rehearse", ...args);
    assert.equal(code, 2, err);
    assert.match(err, sentence);
  }
});
