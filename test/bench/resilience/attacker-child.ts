// Attacks in a process of their own, with a lower priority, so that the bench measures what they do to the server.
import { setPriority } from "node:os";
import { abandon } from "./attacks/abandon.ts";
import type { Attack, Scene } from "./attacks/attack.ts";
import { flood } from "./attacks/flood.ts";
import { pings } from "./attacks/pings.ts";
import { printing } from "./attacks/printers.ts";
import { slowSources } from "./attacks/slow-sources.ts";
import { volley } from "./attacks/volley.ts";
import { type AttackReport, attackInputSchema } from "./reports.ts";
import { Tally } from "./tally.ts";
import { serveTask, taskInput } from "./task-child.ts";

const attacks: Readonly<Record<string, Attack>> = {
  pings,
  volley,
  printers: printing,
  abandon,
  "slow-sources": slowSources,
  flood,
};
const niceness = 5;
const input = taskInput(attackInputSchema);
const did = new Tally();
const refusals = new Tally();

async function run(): Promise<AttackReport> {
  setPriority(niceness);
  await Promise.all(input.attacks.map(attack));
  return { did: did.counts, refusals: refusals.counts };
}

async function attack(name: string): Promise<void> {
  let turn = 0;
  const scene: Scene = {
    url: input.url,
    until: performance.now() + input.lastsMs,
    did,
    refusals,
    nextAddress: () => input.from[turn++ % input.from.length] ?? "127.0.0.1",
  };
  const work = attacks[name];
  if (work === undefined) throw new Error(`there is no attack "${name}"`);
  await work(scene);
}

serveTask({ run });
