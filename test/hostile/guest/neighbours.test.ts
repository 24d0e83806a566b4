// The effects of hostile programs on the memory of the process and on their neighbours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Sandbox, SandboxPool } from "../../../server/protocol/guest.ts";
import { collect } from "../../host/support/collect.ts";
import { libraryPool, program } from "../../sandbox/pools.ts";
import { Arena } from "./arena.ts";
import { onMessage, text } from "./corpus/case.ts";
import { memoryCases } from "./corpus/memory.ts";

let pool: SandboxPool;
before(async () => {
  pool = await libraryPool({}, 4);
});
after(() => pool[Symbol.dispose]());

/** Resident bytes once what can be freed has been: instances are given back by the collector. */
async function settledBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 10; i++) {
    collect();
    await new Promise((done) => setImmediate(done));
    least = Math.min(least, process.memoryUsage().rss);
  }
  return least;
}

test("HA3 memory returns to within 10 % after every kind of bomb, and after all sandboxes reached the limit at once", async (t) => {
  using arena = new Arena(pool);
  const bombs = memoryCases.filter(({ title }) => title.startsWith("growing"));
  const round = () => {
    for (const bomb of bombs) arena.run(bomb);
    return peakBytes(20);
  };
  // V8 compiles code and fills its own pools during the first rounds and keeps both. A leak adds to every round.
  round();
  let before = await settledBytes();
  const allowed = before * 0.1;
  for (let n = 1; n <= 4; n++) {
    const most = round();
    const after = await settledBytes();
    t.diagnostic(`resident: ${mib(before)} before, ${mib(most)} with 20 at their cap, ${mib(after)} after`);
    if (after <= before + allowed) return;
    before = after;
  }
  assert.fail("each of four rounds has added more than 10 %");
});

function mib(bytes: number): string {
  return `${(bytes / (1 << 20)).toFixed(0)} MiB`;
}

/** Resident bytes while this many sandboxes hold all the memory they may; none of them outlives the call. */
function peakBytes(count: number): number {
  const full = fillAll(count);
  const { rss } = process.memoryUsage();
  for (const sandbox of full) sandbox[Symbol.dispose]();
  return rss;
}

function fillAll(count: number): Sandbox[] {
  const js = onMessage(
    "globalThis.keep = []; try { for (;;) keep.push(new Uint8Array(1 << 18).fill(1)); } catch {} say(keep.length);",
  );
  return Array.from({ length: count }, (_, i) => {
    const sandbox = pool.acquire(BigInt(i));
    assert.ok(sandbox.load(program(js), 1).ok);
    const request = { url: "/", headers: {}, protocols: [], remoteAddress: "" };
    const turn = sandbox.deliver([{ type: "open", peer: 1, request, protocol: "", resumed: false }, text("x")], 1);
    assert.equal(turn.fault, null);
    return sandbox;
  });
}

test("HA9 a neighbour sends exactly the same whether or not others attack between its turns", () => {
  const attacks = [
    "for (;;);",
    "[].fill.call({ length: 2 ** 53 - 1 });",
    "const a = []; for (;;) a.push(new Uint8Array(1 << 16).fill(7));",
    "const again = () => Promise.resolve().then(again); again();",
    "JSON.parse('['.repeat(1e6));",
    "for (let i = 0; i < 1e6; i++) say('x');",
    "Object.prototype.n = Array.prototype.push = Math.random = () => 0;",
  ];
  const quiet = listen(() => {});
  using arena = new Arena(pool);
  const attacked = listen((turn) => {
    arena.run({ title: "attack", js: onMessage(attacks[turn % attacks.length] ?? ""), outcome: ["runs"] });
  });
  assert.deepEqual(attacked, quiet);
  assert.equal(new Set(quiet).size, 28);
});

/** What a neighbour says in 28 turns, with `between` before each. */
function listen(between: (turn: number) => void): string[] {
  using neighbour = pool.acquire(5n);
  const js = onMessage(
    "globalThis.n = (globalThis.n ?? 0) + 1; setTimeout(() => {}, n); say([n, Math.random(), crypto.randomUUID()].join());",
  );
  assert.ok(neighbour.load(program(js), 1).ok);
  const request = { url: "/", headers: {}, protocols: [], remoteAddress: "" };
  neighbour.deliver([{ type: "open", peer: 1, request, protocol: "", resumed: false }], 1);
  return Array.from({ length: 28 }, (_, turn) => {
    between(turn);
    const { effects, fuel, fault, wakeAtMs } = neighbour.deliver([text("x")], 1);
    assert.equal(fault, null);
    const said = effects.map((effect) => ("data" in effect ? Buffer.from(effect.data).toString() : effect.type));
    return `${said.join("|")} ${fuel} ${wakeAtMs}`;
  });
}
