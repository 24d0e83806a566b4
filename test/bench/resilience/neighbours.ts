// Effects of an attack on honest neighbours: how long their echoes take, whether they are cut off, and hosts lost.
import { setTimeout } from "node:timers/promises";
import type { Row } from "../figures.ts";
import type { AttackReport, CrowdReport } from "./reports.ts";
import { Peak, type Trial } from "./stage.ts";
import { tallyText } from "./tally.ts";

export const neighbours = { learners: 6, echoEveryMs: 50 };
const quietMs = 2_000;

interface Beside {
  readonly name: string;
  readonly lastsMs: number;
  readonly from: readonly string[];
  readonly p99BarMs: number;
  readonly frontGrowthBarMib?: number;
  /** What was measured before there were limits against it. */
  readonly before: { readonly p99: string; readonly lost: string; readonly growth?: string };
}

export function besideAttack({ name, lastsMs, from, p99BarMs, frontGrowthBarMib, before }: Beside): Trial {
  return {
    name,
    async *run(stage) {
      const front = await stage.front();
      const crowd = await stage.crowd({ url: front.url, ...neighbours });
      await setTimeout(quietMs / 2);
      await crowd.reset();
      await setTimeout(quietMs);
      const quiet = await crowd.report();
      const lostBefore = await front.hostsLost();
      const frontBefore = front.frontMib();
      await crowd.reset();
      using peak = new Peak(() => front.frontMib());
      const attack = await stage.attack({ url: front.url, attacks: [name], from: [...from], lastsMs });
      const report = await crowd.report();
      yield* neighbourRows(name, report, { p99BarMs, before: before.p99, quiet });
      const lost = (await front.hostsLost()) - lostBefore;
      yield { part: name, what: "hosts lost", value: lost, unit: "", bar: 0, before: before.lost };
      const bar = frontGrowthBarMib === undefined ? {} : { bar: frontGrowthBarMib };
      const growth = before.growth === undefined ? {} : { before: before.growth };
      yield { part: name, what: "the front grew by", value: peak.value - frontBefore, unit: "MiB", ...bar, ...growth };
      yield attackRow(name, attack);
    },
  };
}

interface Expected {
  readonly p99BarMs: number;
  readonly before: string;
  readonly quiet: CrowdReport;
}

function* neighbourRows(part: string, report: CrowdReport, { p99BarMs, before, quiet }: Expected): Generator<Row> {
  const { echoMs, disconnects, ownDelayP99Ms } = report;
  yield {
    part,
    what: `a neighbour's echo, p99 of ${echoMs.count}`,
    value: echoMs.p99,
    unit: "ms",
    bar: p99BarMs,
    beside: { name: "quiet", value: quiet.echoMs.p99 },
    before,
    note: `p50 ${echoMs.p50.toFixed(1)}, max ${echoMs.max.toFixed(0)}; the probe's own timers ${ownDelayP99Ms.toFixed(0)} late`,
  };
  yield disconnectRow(part, report, tallyText(disconnects));
}

export function disconnectRow(part: string, { disconnects }: CrowdReport, note: string): Row {
  const total = disconnects.reduce((sum, [, count]) => sum + count, 0);
  return { part, what: "neighbours cut off", value: total, unit: "", bar: 0, note };
}

/** For information: that the attack took place, and how much of it was refused. */
export function attackRow(part: string, { did, refusals }: AttackReport): Row {
  const refused = refusals.reduce((sum, [, count]) => sum + count, 0);
  const note = `did ${tallyText(did, 6)}; refused: ${tallyText(refusals) || "nothing"}`;
  return { part, what: "of the attack, refused", value: refused, unit: "", note };
}
