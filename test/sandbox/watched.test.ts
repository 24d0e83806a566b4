// A handler that is watched ends as one that is not: asking for lines takes nothing of its limits and changes nothing in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Effect, GuestEvent, Turn } from "../../server/protocol/guest.ts";
import { pool } from "../host/support/real-pool.ts";

const request = { url: "/ws/r", headers: {}, protocols: [], remoteAddress: "::1" };
const open: GuestEvent = { type: "open", peer: 1, request, protocol: "", resumed: false };
const go: GuestEvent = { type: "text", peer: 1, data: Buffer.from("go") };

interface Ran {
  readonly effects: readonly Effect[];
  readonly turn: Turn;
}

/** What `body` does with the message "go". */
function run(body: string, watched: boolean): Ran {
  const js = `export default async function handle(socket) {
  for await (const message of socket) {
    ${body}
  }
}`;
  using sandbox = pool.acquire(7n);
  const loaded = sandbox.load({ version: 1, js, map: "", file: "handler.ts" }, 0);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  sandbox.watch(watched);
  const effects: Effect[] = [];
  let turn = sandbox.deliver([open, go], 0);
  effects.push(...turn.effects);
  for (let more = 0; turn.pending && more < 1000; more++) {
    turn = sandbox.deliver([], 0);
    effects.push(...turn.effects);
  }
  return { effects, turn };
}

const programs = {
  "sends to the limit of a turn": `for (let i = 0; i < 1000; i++) socket.send("m" + i);`,
  "sends past the limit of a turn": `for (let i = 0; i < 1001; i++) socket.send("m" + i);`,
  "sends until its fuel is spent": `for (let i = 0; ; i++) if (i % 200000 === 0) socket.send("x");`,
  "sends in the deepest call there is": `const down = (n) => { try { return down(n + 1); } catch { socket.send("deep"); return n; } }; down(0);`,
  "sends when its memory is full": `const kept = []; try { for (;;) kept.push(new Uint8Array(200000)); } catch { socket.send("full"); kept.pop(); socket.send("less"); }`,
  "sends while it fills its memory": `const kept = []; for (;;) { kept.push(new Uint8Array(100000)); socket.send("more"); }`,
  "sends from a getter, a sort and a replacer": `JSON.stringify({ get a() { socket.send("g"); return 1; } }); [2, 1].sort(() => { socket.send("s"); return 0; }); "x".replace("x", () => { socket.send("r"); return ""; });`,
  "reads its own stacks": `Error.stackTraceLimit = 3; socket.send("a"); Error.prepareStackTrace = (error, frames) => frames.length; socket.send(String(new Error().stack)); socket.send(String(Error.stackTraceLimit));`,
  "uses randomness and time": `socket.send(String(Math.random())); socket.send(String(Math.random()) + Date.now());`,
} as const;

for (const [what, body] of Object.entries(programs)) {
  test(`EN24 a handler that ${what} does the same whether it is watched or not`, () => {
    const plain = run(body, false);
    const watched = run(body, true);
    const said = ({ effects }: Ran) => effects.map((effect) => ("data" in effect ? String(effect.data) : effect.type));
    const fault = ({ turn }: Ran) => [turn.fault?.kind, turn.fault?.limit, turn.fault?.line];
    assert.deepEqual(fault(watched), fault(plain));
    assert.ok(said(plain).length > 0, "nothing was sent");
    // Where exactly fuel ends and memory is full is not to be told to the message.
    if (plain.turn.fault === null) assert.deepEqual(said(watched), said(plain));
    else assert.ok(Math.abs(said(watched).length - said(plain).length) <= 2 + said(plain).length / 20);
    const lines = watched.effects.map((effect) => ("line" in effect ? effect.line : null));
    assert.ok(
      lines.every((line) => line === null || line === undefined || line === 3),
      lines.join(),
    );
    assert.ok(plain.effects.every((effect) => !("line" in effect) || effect.line === null || effect.type === "log"));
  });
}
