// Measures how fast 600 learners are back after their host is killed, and after the front is restarted.

import { cpuMs } from "../../../server/rehearsal/processes.ts";
import type { Row } from "../figures.ts";
import type { Front } from "./front.ts";
import type { Returned } from "./reports.ts";
import type { Crowd, Stage, Trial } from "./stage.ts";
import { tallyText } from "./tally.ts";

const learners = 600;
const joinMs = 20_000;
const waitMs = 30_000;
const echoEveryMs = 2_000;
/** More than one classroom's address holds. */
const from = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];

export const hostKilled: Trial = {
  name: "host-killed",
  async *run(stage) {
    const { front, crowd } = await gather(stage, false);
    const lostBefore = await front.hostsLost();
    const sinceMs = Date.now();
    const { survivors } = front.killHost();
    const cpuBefore = survivors.reduce((sum, pid) => sum + cpuMs(pid), 0) / 1_000;
    const returned = await crowd.returned({ sinceMs, withinMs: waitMs, withPages: false });
    const part = "host-killed";
    const { back, lastAtMs } = returned;
    yield {
      part,
      what: `one host killed, ${learners} rooms: all echo again`,
      value: back === learners ? (lastAtMs - sinceMs) / 1_000 : Number.POSITIVE_INFINITY,
      unit: "s",
      bar: 5,
      before: "17.8 or never",
      note: `${back} of ${learners} back; the other hosts used ${(front.cpuSeconds().hosts - cpuBefore).toFixed(1)} s of CPU`,
    };
    const lost = (await front.hostsLost()) - lostBefore - 1;
    yield { part, what: "further hosts lost", value: lost, unit: "", bar: 0, before: "12-20" };
    yield await refusedRow(part, crowd);
  },
};

export const frontRestarted: Trial = {
  name: "restart",
  async *run(stage) {
    const { front, crowd } = await gather(stage, true);
    const stoppedAtMs = Date.now();
    const { endedAtMs, listeningAtMs } = await front.restart();
    const returned = await crowd.returned({ sinceMs: endedAtMs, withinMs: waitMs, withPages: true });
    const { front: ofFront, hosts } = front.cpuSeconds();
    const cpu = `CPU of the front ${ofFront.toFixed(1)} s, of its hosts ${hosts.toFixed(1)} s`;
    yield* restartRows(returned, { stoppedAtMs, listeningAtMs, cpu });
    const lost = await front.hostsLost();
    yield { part: "restart", what: "hosts lost", value: lost, unit: "", bar: 0, before: "25" };
    yield await refusedRow("restart", crowd);
  },
};

interface Restart {
  readonly stoppedAtMs: number;
  readonly listeningAtMs: number;
  readonly cpu: string;
}

function* restartRows({ back, lastAtMs }: Returned, { stoppedAtMs, listeningAtMs, cpu }: Restart): Generator<Row> {
  const part = "restart";
  const isComplete = back === learners;
  yield {
    part,
    what: `front restarted: ${learners} pages and clients back, from its start`,
    value: isComplete ? (lastAtMs - listeningAtMs) / 1_000 : Number.POSITIVE_INFINITY,
    unit: "s",
    bar: 10,
    before: "317 back after 31",
    note: `${back} of ${learners} back; ${cpu}`,
  };
  yield { part, what: "from SIGTERM until it listens again", value: (listeningAtMs - stoppedAtMs) / 1_000, unit: "s" };
}

async function gather(stage: Stage, live: boolean): Promise<{ readonly front: Front; readonly crowd: Crowd }> {
  const front = await stage.front();
  const crowd = await stage.crowd({ url: front.url, learners, joinMs, from, live, echoEveryMs });
  const { joined, refusals } = await crowd.report();
  if (joined < learners) throw new Error(`${joined} of ${learners} joined: ${tallyText(refusals)}`);
  await crowd.reset();
  return { front, crowd };
}

/** For information: how often connecting again was refused, and what was said. */
async function refusedRow(part: string, crowd: Crowd): Promise<Row> {
  const { refusals } = await crowd.report();
  const total = refusals.reduce((sum, [, count]) => sum + count, 0);
  return { part, what: "attempts to connect that failed meanwhile", value: total, unit: "", note: tallyText(refusals) };
}
