// Ten programs attack the process that their neighbours' rooms run in; the neighbours go on talking.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Peer } from "../front/peer.ts";
import { serve } from "../front/serving.ts";
import { Visitor } from "../front/visitor.ts";

const attackMs = 8_000;
const neighbours = 10;
/** The bar is 60 ms on a machine of its own, where this prints about 20. Tests run beside each other: this one bites above it. */
const mostMs = 250;
/** The neighbours talk for so long before the attack begins. */
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
  await using serving = await serve();
  const until = performance.now() + attackMs;
  const talking = Promise.all(Array.from({ length: neighbours }, () => talk(serving.url, until)));
  await pause(peaceMs);
  const attackers = attacks.map((source) => attack(serving.url, source, until));
  const talks = await talking;
  const faults = await Promise.all(attackers);
  const times = talks.flat().sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
  const figures = `p50 ${times[times.length >> 1]?.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${times.at(-1)?.toFixed(1)} ms`;
  t.diagnostic(
    `${times.length} answers of ${neighbours} neighbours: ${figures}; the attackers were stopped ${faults.join(" ")} times`,
  );
  assert.ok(
    faults.every((count) => count > 0),
    `each attack was stopped: ${faults}`,
  );
  assert.ok(p99 < mostMs, figures);
});

/** Loads the program, sets it off, and once it is stopped does so again. Answers how often it was stopped. */
async function attack(url: string, source: string, until: number): Promise<number> {
  using visitor = new Visitor(url);
  let stopped = 0;
  while (performance.now() < until) {
    const { url: room } = await visitor.load(`${source} // ${stopped}`);
    using peer = await Peer.dial(room);
    peer.socket.send("x");
    const { code } = await Promise.race([peer.closed, pause(2_000, { code: 0 })]);
    if (code === 1011) stopped += 1;
  }
  return stopped;
}

/** Sends numbered texts one after the other; answers how long each took to come back. */
async function talk(url: string, until: number): Promise<number[]> {
  using visitor = new Visitor(url);
  const { url: room } = await visitor.load(echo);
  using peer = await Peer.dial(room);
  const times: number[] = [];
  for (let number = 0; performance.now() < until; number++) {
    const sent = performance.now();
    peer.socket.send(String(number));
    assert.equal(await peer.next(), String(number));
    times.push(performance.now() - sent);
    await pause(20);
  }
  assert.equal(peer.socket.readyState, peer.socket.OPEN);
  return times;
}
