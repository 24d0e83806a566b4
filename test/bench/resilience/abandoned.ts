// 1,500 rooms that one address opens and abandons: the memory they hold, and what the one over the limit is told.
import { setTimeout } from "node:timers/promises";
import { neighbours } from "./neighbours.ts";
import type { Trial } from "./stage.ts";
import { tallyText } from "./tally.ts";

const attackMs = 45_000;
const untilMs = 60_000;
const from = ["127.0.1.9"];

export const abandoned: Trial = {
  name: "abandon",
  async *run(stage) {
    const front = await stage.front();
    const crowd = await stage.crowd({ url: front.url, ...neighbours });
    await crowd.reset();
    const before = front.residentMib();
    const measuredAt = performance.now() + untilMs;
    const { did, refusals } = await stage.attack({ url: front.url, attacks: ["abandon"], from, lastsMs: attackMs });
    await setTimeout(Math.max(0, measuredAt - performance.now()));
    const part = "abandon";
    const grown = front.residentMib() - before;
    yield { part, what: "all processes, after 60 s", value: grown, unit: "MiB", bar: 300, before: "2,250" };
    const told = refusals.find(([sentence]) => /\blimit\b/i.test(sentence))?.[0];
    const said = told === undefined ? `no sentence names a limit: ${tallyText(refusals)}` : `the next is told: ${told}`;
    const rooms = new Map(did).get("a room") ?? 0;
    const silent = told === undefined ? 1 : 0;
    yield { part, what: "a limit without a sentence", value: silent, unit: "", bar: 0, before: "no limit", note: said };
    yield { part, what: "rooms that one address got", value: rooms, unit: "", before: "1,500" };
    const { echoMs } = await crowd.report();
    yield { part, what: "a neighbour's echo, p99", value: echoMs.p99, unit: "ms", before: "634" };
    yield { part, what: "hosts lost", value: await front.hostsLost(), unit: "", bar: 0 };
  },
};
