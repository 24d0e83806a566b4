// Ten programs attack the host of their neighbours' rooms while the neighbours exchange messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Peer } from "../front/peer.ts";
import { serve } from "../front/serving.ts";
import { Visitor } from "../front/visitor.ts";

/** The attack ends once each attacker was stopped this often. */
const stopsEach = 2;
const maxMs = 30_000;
const neighbourCount = 10;
/** The neighbours exchange messages alone for this long before the attack begins. */
const peaceMs = 500;

const perMessage = (body: string) =>
  `export default async function handle(socket) { for await (const m of socket) { ${body} } }`;

const attacks = [
  perMessage("for (;;);"),
  perMessage("const a = []; a.length = 2 ** 32 - 1; a.indexOf(1);"),
  perMessage("const a = []; for (;;) a.push(new Uint8Array(1 << 20));"),
  perMessage("let s = 'x'; for (;;) s += s;"),
  perMessage("const storm = () => Promise.resolve().then(storm); await storm(); for (;;) await 0;"),
  perMessage("/(a+)+$/.test('a'.repeat(40) + 'b');"),
  perMessage("for (let n = 2n; ; n = n ** 2n) String(n);"),
  perMessage("for (let i = 0; i < 1e6; i++) socket.send('x'.repeat(100));"),
  perMessage("for (;;) console.log('x'.repeat(1000));"),
  perMessage("const deep = () => { try { deep(); } finally { deep(); } }; deep();"),
];

const echo = perMessage('if (m.type === "text") await socket.send(m.data);');

test("HA40 while ten programs attack their host, no neighbour is disconnected, and every answer arrives in order", async (t) => {
  await using serving = await serve({ config: { spares: "eager" } });
  const stops = new Stops();
  const neighbours = Promise.all(Array.from({ length: neighbourCount }, () => exchange(serving.url, stops)));
  await pause(peaceMs);
  await Promise.all(attacks.map((source, attacker) => attack(serving.url, source, stops, attacker)));
  const answers = (await neighbours).flat();
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const waited = answers.map(({ stopsMeanwhile }) => stopsMeanwhile).sort((a, b) => a - b);
  t.diagnostic(
    `${answers.length} answers: ${percentiles(times)} ms, ${percentiles(waited)} stops; attackers were stopped ${stops.counts.join(" ")} times`,
  );
  assert.ok(
    stops.counts.every((count) => count > 0),
    `each attack was stopped: ${stops.counts}`,
  );
  // A heavy room has its turn after the light ones, so an answer never waits for all attackers, however slow the machine.
  assert.ok(
    (percentile(waited, 0.99) ?? Number.NaN) < attacks.length,
    `stops while an answer was due: ${percentiles(waited)}`,
  );
});

/** Counts how often each attacker was stopped. */
class Stops {
  readonly counts = attacks.map(() => 0);
  total = 0;
  readonly #until = performance.now() + maxMs;

  get areEnough(): boolean {
    return this.counts.every((count) => count >= stopsEach) || performance.now() > this.#until;
  }

  add(attacker: number): void {
    this.counts[attacker] = (this.counts[attacker] ?? 0) + 1;
    this.total += 1;
  }
}

function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function percentiles(sorted: readonly number[]): string {
  return `p50 ${percentile(sorted, 0.5)?.toFixed(1)}, p99 ${percentile(sorted, 0.99)?.toFixed(1)}, most ${sorted.at(-1)?.toFixed(1)}`;
}

/** Loads the program and sends it a message, again and again, each time that it is stopped. */
async function attack(url: string, source: string, stops: Stops, attacker: number): Promise<void> {
  using visitor = new Visitor(url);
  for (let round = 0; !stops.areEnough; round++) {
    const { url: room } = await visitor.load(`${source} // ${round}`);
    // On a starved machine, the previous round's message may reach the new code and stop it before this client connects.
    using peer = await Peer.connect(room).catch((error: Error) => {
      if (/stopped by a fault/.test(error.message)) return null;
      throw error;
    });
    peer?.socket.send("x");
    if (peer === null) stops.add(attacker);
    const { code } = await Promise.race([peer?.closed ?? { code: 0 }, pause(2_000, { code: 0 })]);
    if (code === 1011) stops.add(attacker);
  }
}

interface Answer {
  readonly ms: number;
  /** Attackers that were stopped while it was due. */
  readonly stopsMeanwhile: number;
}

/** Sends numbered texts, one after the other, and checks that each comes back in order. */
async function exchange(url: string, stops: Stops): Promise<Answer[]> {
  using visitor = new Visitor(url);
  const { url: room } = await visitor.load(echo);
  using peer = await Peer.connect(room);
  const answers: Answer[] = [];
  for (let number = 0; !stops.areEnough; number++) {
    const sentMs = performance.now();
    const before = stops.total;
    peer.socket.send(String(number));
    assert.equal(await peer.next(), String(number));
    answers.push({ ms: performance.now() - sentMs, stopsMeanwhile: stops.total - before });
    await pause(20);
  }
  assert.equal(peer.socket.readyState, peer.socket.OPEN);
  return answers;
}
