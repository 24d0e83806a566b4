// A good save's answer while 20 strangers save slow sources again and again.
import { attackRow } from "./neighbours.ts";
import type { Trial } from "./stage.ts";
import { tallyText } from "./tally.ts";

const lastsMs = 40_000;
const savers = { learners: 4, echoEveryMs: 500, saveEveryMs: 500 };
const from = ["127.0.0.1", "127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"];

export const slowSaves: Trial = {
  name: "slow-sources",
  async *run(stage) {
    const front = await stage.front();
    const crowd = await stage.crowd({ url: front.url, ...savers });
    await crowd.reset();
    const attack = await stage.attack({ url: front.url, attacks: ["slow-sources"], from, lastsMs });
    const { saveMs, echoMs, refusals, lostSaves } = await crowd.finalReport();
    const part = "slow-sources";
    yield {
      part,
      what: `a good save's answer, p99 of ${saveMs.count}`,
      value: saveMs.p99,
      unit: "ms",
      bar: 1_000,
      before: "11,600",
      note: `p50 ${saveMs.p50.toFixed(0)}, max ${saveMs.max.toFixed(0)}`,
    };
    const refused = refusals.reduce((sum, [, count]) => sum + count, 0);
    yield { part, what: "good saves refused", value: refused, unit: "", bar: 0, note: tallyText(refusals) };
    yield { part, what: "acknowledged saves lost", value: lostSaves, unit: "", bar: 0 };
    yield { part, what: "a neighbour's echo, p99", value: echoMs.p99, unit: "ms" };
    yield attackRow(part, attack);
  },
};
