// A front with a heap of 512 MB: whether it lives through every attack and a killed host.
import { setTimeout as sleep } from "node:timers/promises";
import type { Front } from "./front.ts";
import { attackRow, neighbours } from "./neighbours.ts";
import { Peak, type Trial } from "./stage.ts";

const heapMb = 512;
const rounds = [
  { attacks: ["pings", "volley", "slow-sources"], lastsMs: 10_000 },
  { attacks: ["printers"], lastsMs: 20_000 },
  { attacks: ["abandon"], lastsMs: 10_000 },
];
const from = ["127.0.0.1", "127.0.1.1", "127.0.1.2", "127.0.1.3"];

export const smallHeap: Trial = {
  name: "small-heap",
  async *run(stage) {
    const front = await stage.front({ heapMb });
    await stage.crowd({ url: front.url, ...neighbours });
    const part = "small-heap";
    using peak = new Peak(() => front.frontMib());
    for (const { attacks, lastsMs } of rounds) {
      const report = await stage.attack({ url: front.url, attacks, from, lastsMs });
      if (!front.alive) break;
      yield { ...attackRow(part, report), what: `lives through ${attacks.join(", ")}; refused` };
    }
    if (front.alive) front.killHost();
    const lost = await lossesSeen(front);
    yield { part, what: "fronts that died", value: front.alive && lost > 0 ? 0 : 1, unit: "", bar: 0, before: "dies" };
    yield { part, what: "hosts lost, besides the one that was killed", value: lost - 1, unit: "", bar: 0 };
    yield { part, what: "the front's memory at its peak", value: peak.value, unit: "MiB" };
  },
};

/** The front counts a loss a moment after the kill. */
async function lossesSeen(front: Front): Promise<number> {
  for (let look = 0; look < 50 && front.alive; look++) {
    const lost = await front.hostsLost();
    if (lost > 0) return lost;
    await sleep(100);
  }
  return 0;
}
