// A guest library as small as can be, and what tests ask of a sandbox that runs on it.
import assert from "node:assert/strict";
import { after } from "node:test";
import type { Effect, Fault, GuestEvent, Turn } from "../../server/protocol/guest.ts";
import { plainPool, program, text } from "./pools.ts";

// The clock is only a backstop: on a slow machine it would strike before the limit that a test is about.
export const pool = await plainPool({ turnWallMs: 60_000 });
after(() => pool[Symbol.dispose]());

export const useful = 'import { port } from "ws101";\n';

export function loaded(js: string, seed = 1n) {
  const sandbox = pool.acquire(seed);
  const answer = sandbox.load(program(useful + js), 1000);
  assert.ok(answer.ok, JSON.stringify(answer));
  return sandbox;
}

/** Loads, delivers and disposes; for what one turn shows. */
export function turnOf(js: string, events: GuestEvent[] = [text("hello")], seed = 1n): Turn {
  using sandbox = loaded(js, seed);
  return sandbox.deliver(events, 2000);
}

export function problemsOf(js: string) {
  using sandbox = pool.acquire(1n);
  const answer = sandbox.load(program(js), 1000);
  assert.ok(!answer.ok, "it loaded");
  return answer.problems;
}

export function shown(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    if ("data" in effect) return `${effect.type} ${effect.peer} ${Buffer.from(effect.data).toString()}`;
    return effect.type;
  });
}

export function faultsOf(turn: Turn): Fault[] {
  return turn.effects.flatMap((effect) => (effect.type === "fault" ? [effect.fault] : []));
}

export function stopOf(turn: Turn): Fault {
  assert.ok(turn.fault, "the handler was not stopped");
  return turn.fault;
}

export const echo = `
export function text(peer, data) { port.send(peer, data); }
export function binary(peer, data) { port.send(peer, data); }
export function ping(peer, data) { port.pong(peer, data); }
export function close(peer, code, reason) { port.close(peer, code, reason); }
`;
