// 100 honest learners beside all attacks at once, floods, and a host killed now and then.
import { setTimeout } from "node:timers/promises";
import type { Row } from "../figures.ts";
import type { Front } from "./front.ts";
import { attackRow, disconnectRow } from "./neighbours.ts";
import type { AttackReport, CrowdReport } from "./reports.ts";
import { type Crowd, Peak, Stage } from "./stage.ts";
import { tallyText } from "./tally.ts";

const learners = 100;
const pace = { joinMs: 5_000, live: true, echoEveryMs: 250, saveEveryMs: 10_000, checkEveryMs: 60_000 };
const honestFrom = ["127.0.0.1", "127.0.0.2"];
/** One of the attackers' addresses is also honest learners' address. */
const hostileFrom = ["127.0.0.1", "127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"];
const attacks = ["pings", "volley", "printers", "abandon", "slow-sources", "flood"];
/** Attackers come back with fresh cookies in each period; a host is killed between two of them. */
const periodMs = 60_000;
const returnMs = 15_000;
const part = "soak";

export async function* benchSoak(minutes: number): AsyncGenerator<Row> {
  await using stage = new Stage();
  const front = await stage.front();
  const crowd = await stage.crowd({ url: front.url, learners, from: honestFrom, ...pace });
  using peak = new Peak(() => front.residentMib());
  const lostBefore = await front.hostsLost();
  const periods = Math.max(1, Math.round((minutes * 60_000) / periodMs));
  const reports: CrowdReport[] = [];
  let kills = 0;
  for (let n = 1; n <= periods; n += 1) {
    await crowd.reset();
    const attack = await stage.attack({ url: front.url, attacks, from: hostileFrom, lastsMs: periodMs });
    const report = n === periods ? await crowd.finalReport() : await crowd.report();
    reports.push(report);
    yield periodRow(n, report, attack);
    if (n === periods) break;
    kills += 1;
    yield await killHost(front, crowd);
  }
  yield* totals(reports);
  yield { part, what: "hosts lost", value: (await front.hostsLost()) - lostBefore - kills, unit: "", bar: 0 };
  yield { part, what: "all processes at their peak", value: peak.value, unit: "MiB" };
}

function periodRow(n: number, { echoMs, ownDelayP99Ms }: CrowdReport, attack: AttackReport): Row {
  return {
    part,
    what: `minute ${n}: echo, p99 of ${echoMs.count}`,
    value: echoMs.p99,
    unit: "ms",
    bar: 100,
    note: `max ${echoMs.max.toFixed(0)}; own timers ${ownDelayP99Ms.toFixed(0)} late; ${attackRow(part, attack).note}`,
  };
}

/** Whoever was on that host is cut off by us, not by an attacker: the recovery is a figure of its own. */
async function killHost(front: Front, crowd: Crowd): Promise<Row> {
  const sinceMs = Date.now();
  front.killHost();
  const { back, lastAtMs } = await crowd.returned({ sinceMs, withinMs: returnMs, withPages: false });
  await setTimeout(1_000);
  const value = back === learners ? (lastAtMs - sinceMs) / 1_000 : Number.POSITIVE_INFINITY;
  return { part, what: "a host killed: all echo again", value, unit: "s", bar: 5, note: `${back} of ${learners} back` };
}

function* totals(reports: readonly CrowdReport[]): Generator<Row> {
  const [last] = reports.slice(-1);
  if (last === undefined) return;
  const worst = Math.max(...reports.map(({ echoMs }) => echoMs.p99));
  yield {
    part,
    what: `echo of an honest learner, p99 of ${last.wholeEchoMs.count}`,
    value: last.wholeEchoMs.p99,
    unit: "ms",
    bar: 100,
    note: `${worst.toFixed(0)} in the worst minute`,
  };
  const disconnects = reports.flatMap((report) => report.disconnects);
  yield disconnectRow(part, { ...last, disconnects }, tallyText(disconnects));
  yield { part, what: "acknowledged saves lost", value: last.lostSaves, unit: "", bar: 0 };
  const refusals = reports.flatMap((report) => report.refusals);
  const refused = refusals.reduce((sum, [, count]) => sum + count, 0);
  yield { part, what: "honest requests refused", value: refused, unit: "", bar: 0, note: tallyText(refusals) };
  const slowest = Math.max(...reports.map(({ saveMs }) => saveMs.p99));
  yield {
    part,
    what: `a save's answer, p99 of ${last.wholeSaveMs.count}`,
    value: last.wholeSaveMs.p99,
    unit: "ms",
    bar: 1_000,
    note: `${slowest.toFixed(0)} in the worst minute`,
  };
}
