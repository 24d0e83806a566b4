// 300 people behind one address who join within 10 s, save, chat with two clients each, and run checks: none is refused.
import { setTimeout } from "node:timers/promises";
import { disconnectRow } from "./neighbours.ts";
import type { Trial } from "./stage.ts";
import { tallyText } from "./tally.ts";

const learners = 300;
const lastsMs = 30_000;
const pace = { clients: 2, live: true, echoEveryMs: 1_000, saveEveryMs: 15_000, checkEveryMs: 60_000 };

export const classroom: Trial = {
  name: "classroom",
  async *run(stage) {
    const front = await stage.front();
    const crowd = await stage.crowd({ url: front.url, learners, joinMs: 10_000, ...pace });
    await setTimeout(lastsMs);
    const cpu = front.cpuSeconds();
    const { joined, refusals, joinMs, echoMs, saveMs, checkMs, ...report } = await crowd.finalReport();
    const part = "classroom";
    yield { part, what: `of ${learners}, could not join`, value: learners - joined, unit: "", bar: 0, before: "0" };
    const refused = refusals.reduce((sum, [, count]) => sum + count, 0);
    yield { part, what: "refused", value: refused, unit: "", bar: 0, before: "0", note: tallyText(refusals) };
    yield disconnectRow(part, { joined, refusals, joinMs, echoMs, saveMs, checkMs, ...report }, "");
    yield { part, what: "acknowledged saves lost", value: report.lostSaves, unit: "", bar: 0 };
    yield { part, what: "hosts lost", value: await front.hostsLost(), unit: "", bar: 0 };
    yield { part, what: "CPU of the front, of its hosts", value: cpu.front, unit: "s", note: cpu.hosts.toFixed(1) };
    for (const [what, { p99, count }] of Object.entries({ joinMs, echoMs, saveMs, checkMs })) {
      yield { part, what: `${what.replace("Ms", "")}, p99 of ${count}`, value: p99, unit: "ms" };
    }
  },
};
