// Runs hostile programs next to a neighbour, and measures how long each one holds the host.
import assert from "node:assert/strict";
import type { GuestEvent, Sandbox, SandboxPool, Turn } from "../../../server/protocol/guest.ts";
import type { Limits } from "../../../server/protocol/limits.ts";
import { program } from "../../sandbox/pools.ts";
import { type HostileCase, type Outcome, text } from "./corpus/case.ts";

const request = { url: "/ws/arena?x=1", headers: { host: "arena" }, protocols: [], remoteAddress: "127.0.0.1" };
const open: GuestEvent = { type: "open", peer: 1, request, protocol: "", resumed: false };

/** After so many calls, the arena gives up on a handler that never becomes idle. */
const maxCalls = 400;

export interface Hold {
  readonly title: string;
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Report {
  readonly outcome: Outcome;
  readonly said: readonly string[];
  readonly line: number | null;
  readonly message: string;
}

export class Arena {
  readonly holds: Hold[] = [];
  readonly #pool: SandboxPool;
  readonly #neighbour: Sandbox;
  /** How often the neighbour responded. */
  responses = 0;

  constructor(pool: SandboxPool) {
    this.#pool = pool;
    this.#neighbour = pool.acquire(99n);
    const loaded = this.#neighbour.load(program(neighbour), 1);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    this.#neighbour.deliver([open], 1);
  }

  /** With the pool's limits unless others are given. */
  run({ title, js, events = [text("x")] }: HostileCase, limits?: Limits): Report {
    using sandbox = this.#pool.acquire(1n, limits);
    const loaded = this.#timed(title, () => sandbox.load(program(js), 1000));
    if (!loaded.ok) {
      const { turn, problems } = loaded;
      const fault = turn?.fault ?? null;
      return {
        outcome: outcomeOf(fault?.kind ?? "refused"),
        said: [],
        line: fault?.line ?? null,
        message: problems[0]?.message ?? "",
      };
    }
    return this.#deliver(title, sandbox, [open, ...events], loaded.turn);
  }

  /** Asserts that the neighbour responds from its own memory as if nothing had happened. */
  askNeighbour(): void {
    this.responses += 1;
    const { effects, fault } = this.#neighbour.deliver([text("who?")], 1);
    assert.equal(fault, null);
    assert.deepEqual(saidIn(effects), [`${this.responses} canary ${"c".repeat(64)}`]);
  }

  /** Returns the shortest of three more runs: a busy machine slows one run down, a program all of them. */
  measureAgain(cases: readonly HostileCase[], hold: Hold): Hold {
    const found = cases.find((each) => each.title === hold.title);
    assert.ok(found);
    const worst = [1, 2, 3].map(() => {
      const before = this.holds.length;
      this.run(found);
      return this.holds.slice(before).reduce((a, b) => (a.cpuMs > b.cpuMs ? a : b));
    });
    return worst.reduce((a, b) => (a.cpuMs < b.cpuMs ? a : b));
  }

  [Symbol.dispose](): void {
    this.#neighbour[Symbol.dispose]();
  }

  #deliver(title: string, sandbox: Sandbox, events: readonly GuestEvent[], first: Turn): Report {
    const said = saidIn(first.effects);
    let left = events;
    let turn = first;
    let nowMs = 2000;
    for (let calls = 0; calls < maxCalls && turn.fault === null && (left.length > 0 || turn.pending); calls++) {
      const wake = left.findIndex((event) => event.type === "wake");
      if (wake === 0) nowMs += 1000;
      const batch = left.slice(0, wake > 0 ? wake : wake === 0 ? 1 : 64);
      turn = this.#timed(title, () => sandbox.deliver(batch, nowMs));
      left = left.slice(turn.consumed);
      said.push(...saidIn(turn.effects));
    }
    const { fault } = turn;
    return {
      outcome: outcomeOf(fault?.kind ?? "runs"),
      said,
      line: fault?.line ?? null,
      message: fault?.message ?? "",
    };
  }

  #timed<T>(title: string, work: () => T): T {
    const cpu = process.threadCpuUsage();
    const from = performance.now();
    const result = work();
    const wallMs = performance.now() - from;
    const { user, system } = process.threadCpuUsage(cpu);
    this.holds.push({ title, cpuMs: Math.min((user + system) / 1000, wallMs), wallMs });
    return result;
  }
}

const neighbour = `const secret = "canary " + "c".repeat(64); let asked = 0;
export default async function handle(socket) {
  for await (const message of socket) if (message.type === "text") await socket.send(++asked + " " + secret);
}`;

function saidIn(effects: Turn["effects"]): string[] {
  return effects.flatMap((effect) => (effect.type === "text" ? [Buffer.from(effect.data).toString()] : []));
}

function outcomeOf(kind: string): Outcome {
  assert.ok(kind === "runs" || kind === "refused" || kind === "cpu" || kind === "memory" || kind === "output", kind);
  return kind;
}
