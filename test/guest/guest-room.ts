// A room without sockets, for tests: a handler in the real sandbox, simulated clients and a stepped clock.
import assert from "node:assert/strict";
import type {
  Effect,
  Fault,
  GuestEvent,
  RequestInfo,
  SandboxPool,
  Turn,
  UpgradeAnswer,
} from "../../server/protocol/guest.ts";
import { libraryPool } from "../sandbox/pools.ts";

const startMs = 1_000_000;
const maxTurns = 100_000;

class GuestRooms {
  readonly #pool: SandboxPool;

  constructor(pool: SandboxPool) {
    this.#pool = pool;
  }

  /** Opens a room that runs `js`; fails with the problem if it does not load. */
  open(js: string, seed = 1n): GuestRoom {
    const room = new GuestRoom(this.#pool, seed);
    const problem = room.load(js);
    assert.equal(problem, null, `the handler does not load: ${problem}`);
    return room;
  }

  /** The problem with which `js` does not load. */
  problemOf(js: string): string {
    using room = new GuestRoom(this.#pool, 1n);
    const problem = room.load(js);
    assert.ok(problem !== null, "the handler loads");
    return problem;
  }
}

/** Creating a pool is slow, so all tests of a process share one. */
export const rooms = new GuestRooms(await libraryPool());

export interface Sent {
  readonly type: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

export class GuestRoom implements Disposable {
  readonly effects: Effect[] = [];
  readonly #sandbox: ReturnType<SandboxPool["acquire"]>;
  #nowMs = startMs;
  #wakeAtMs: number | null = null;
  #peers = 0;
  #tickets = 0;
  stopped: Fault | null = null;
  style: "loop" | "events" | null = null;
  hasUpgrade = false;

  constructor(pool: SandboxPool, seed: bigint) {
    this.#sandbox = pool.acquire(seed);
  }

  /** null, or the problem with which it does not load. */
  load(js: string): string | null {
    const loaded = this.#sandbox.load({ version: 1, js, map: "", file: "handler.ts" }, this.#nowMs);
    if (loaded.turn !== null) this.#record(loaded.turn);
    if (!loaded.ok) return loaded.problems.map(({ message }) => message).join("\n");
    this.style = loaded.style;
    this.hasUpgrade = loaded.hasUpgrade;
    this.#settle(loaded.turn.pending);
    return null;
  }

  /** Connects a client; fails if it is refused. */
  connect(over: Partial<RequestInfo> & { readonly resumed?: boolean } = {}): Client {
    const request = requestOf(over, this.#peers + 1);
    const answer = this.hasUpgrade && !over.resumed ? this.requestUpgrade(request) : null;
    assert.ok(answer === null || answer.accept, `refused: ${JSON.stringify(answer)}`);
    this.#peers += 1;
    const { resumed = false } = over;
    const protocol = answer?.accept ? (answer.protocol ?? "") : "";
    this.deliver({ type: "open", peer: this.#peers, request, protocol, resumed });
    return new Client(this, this.#peers);
  }

  /** The answer to an upgrade request; null while it is pending. */
  requestUpgrade(over: Partial<RequestInfo> = {}): UpgradeAnswer | null {
    this.#tickets += 1;
    this.deliver({ type: "upgrade", ticket: this.#tickets, request: requestOf(over, 99) });
    return this.answerTo(this.#tickets);
  }

  answerTo(ticket: number): UpgradeAnswer | null {
    const found = this.effects.find((effect) => effect.type === "upgraded" && effect.ticket === ticket);
    return found?.type === "upgraded" ? found.answer : null;
  }

  /** Delivers the events in one batch, then everything that follows at this time. */
  deliver(...events: GuestEvent[]): void {
    let rest = events;
    for (let turns = 0; turns < maxTurns; turns++) {
      if (this.stopped !== null) return;
      const turn = this.#sandbox.deliver(rest, this.#nowMs);
      this.#record(turn);
      rest = rest.slice(turn.consumed);
      rest.push(...flowsFor(turn));
      if (rest.length > 0 || turn.pending) continue;
      if (this.#wakeAtMs === null || this.#wakeAtMs > this.#nowMs) return;
      rest = [{ type: "wake" }];
    }
    assert.fail("the handler never becomes idle");
  }

  /** Advances the clock, and wakes the handler at each time it requested. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#wakeAtMs !== null && this.#wakeAtMs <= untilMs && this.stopped === null) {
      this.#nowMs = Math.max(this.#nowMs, this.#wakeAtMs);
      this.deliver({ type: "wake" });
    }
    this.#nowMs = untilMs;
  }

  get wakeInMs(): number | null {
    return this.#wakeAtMs === null ? null : this.#wakeAtMs - this.#nowMs;
  }

  /** Lines logged since the last call, as `level: text` for all levels but `log`. */
  logs(): string[] {
    const logs = this.#take("log").map((effect) => (effect.type === "log" ? effect : null));
    return logs.map((log) => (log?.level === "log" ? log.text : `${log?.level}: ${log?.text}`));
  }

  faults(): Fault[] {
    return this.#take("fault").flatMap((effect) => (effect.type === "fault" ? [effect.fault] : []));
  }

  retire(): { readonly kind: string; readonly text: string; readonly peer: number }[] {
    this.deliver({ type: "retire" });
    return this.#take("unread").flatMap((effect) =>
      effect.type === "unread"
        ? [{ kind: effect.kind, text: Buffer.from(effect.data).toString(), peer: effect.peer }]
        : [],
    );
  }

  /** What the room sent to a client since the last call. */
  sentTo(peer: number): Sent[] {
    const mine = this.effects.filter((effect) => "peer" in effect && effect.peer === peer);
    for (const effect of mine) this.effects.splice(this.effects.indexOf(effect), 1);
    return mine.map(sentOf);
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
  }

  #record(turn: Turn): void {
    this.effects.push(...turn.effects.filter(({ type }) => type !== "reportFlow"));
    this.#wakeAtMs = turn.wakeAtMs;
    this.stopped ??= turn.fault;
  }

  #settle(pending: boolean): void {
    if (pending || (this.#wakeAtMs !== null && this.#wakeAtMs <= this.#nowMs)) this.deliver();
  }

  #take(type: Effect["type"]): Effect[] {
    const taken = this.effects.filter((effect) => effect.type === type);
    for (const effect of taken) this.effects.splice(this.effects.indexOf(effect), 1);
    return taken;
  }
}

/** A simulated client of the room. */
export class Client {
  readonly #room: GuestRoom;
  readonly peer: number;

  constructor(room: GuestRoom, peer: number) {
    this.#room = room;
    this.peer = peer;
  }

  text(...texts: string[]): this {
    this.#room.deliver(...texts.map((text) => ({ type: "text" as const, peer: this.peer, data: Buffer.from(text) })));
    return this;
  }

  binary(bytes: Uint8Array): this {
    this.#room.deliver({ type: "binary", peer: this.peer, data: bytes });
    return this;
  }

  ping(text = ""): this {
    this.#room.deliver({ type: "ping", peer: this.peer, data: Buffer.from(text) });
    return this;
  }

  pong(text = ""): this {
    this.#room.deliver({ type: "pong", peer: this.peer, data: Buffer.from(text) });
    return this;
  }

  close(code = 1000, reason = ""): this {
    this.#room.deliver({ type: "close", peer: this.peer, code, reason });
    return this;
  }

  flow(unsent: number): this {
    this.#room.deliver({ type: "flow", peer: this.peer, unsent });
    return this;
  }

  error(code: string, message: string): this {
    this.#room.deliver({ type: "error", peer: this.peer, code, message });
    return this;
  }

  /** What it received since the last call, one string each: `text hi`, `binary 0102`, `close 1000 bye`, `ping `. */
  got(): string[] {
    return this.#room.sentTo(this.peer).map(({ type, text }) => `${type} ${text}`.trimEnd());
  }
}

/** The answers to a turn's requests: these clients read everything at once. */
function flowsFor({ effects }: Turn): GuestEvent[] {
  return effects.flatMap((effect) =>
    effect.type === "reportFlow" ? [{ type: "flow", peer: effect.peer, unsent: 0 }] : [],
  );
}

function sentOf(effect: Effect): Sent {
  const bytes = "data" in effect ? effect.data : new Uint8Array(0);
  if (effect.type === "close") return { type: "close", text: `${effect.code ?? "-"} ${effect.reason}`, bytes };
  const text = effect.type === "binary" ? Buffer.from(bytes).toString("hex") : Buffer.from(bytes).toString();
  return { type: effect.type, text, bytes };
}

export function requestOf(over: Partial<RequestInfo>, number: number): RequestInfo {
  const { url = "/ws/room", headers = {}, protocols = [], remoteAddress = "127.0.0.1" } = over;
  const own = { host: "localhost", "sec-websocket-key": `key ${number}` };
  return { url, headers: { ...own, ...headers }, protocols, remoteAddress };
}
