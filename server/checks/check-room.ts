// One check's room from outside: when it is at rest, and its clock. Verdicts do not flake because of what stands here:
// nothing is judged before every byte has been answered, and nothing waits for real time.
import { setTimeout as sleep } from "node:timers/promises";
import { advancedSchema, type CheckerAsk, type RoomOpened, type Settled, settledSchema } from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { ClientState } from "./client-state.ts";
import { CheckFailure } from "./failure.ts";

/** Asks the front for something; what comes back is parsed where it is used. */
export type Ask = (ask: CheckerAsk) => Promise<unknown>;

/** As it came from the room. */
export type Fault = NonNullable<Settled["fault"]>;

export interface RoomEvents {
  /** The room is at rest and what it sent has arrived. */
  onRest(): void;
  onFault(fault: Fault): void;
  onClock(movedMs: number): void;
}

/** Each round answers pings that came in the one before; nobody needs more of them at one moment. */
const maxRounds = 100;
/** So many timers are stepped to one by one; after that, a step is a hundredth of the way, so that it comes to an end. */
const singleSteps = 250;
/** Steps of a long way stay short enough for a client to answer a heartbeat in time, as long as there are not too many. */
const shortStepMs = 5_000;
const shortSteps = 1_000;

export class Room {
  readonly #ask: Ask;
  readonly #opened: RoomOpened;
  readonly #clock: ClockMode;
  readonly #players: readonly ClientState[];
  readonly #events: RoomEvents;
  readonly #arrivals = new Set<() => void>();
  #nowMs: number;
  #nextWakeAtMs: number | null = null;
  #unsettled = true;
  #fault: Fault | null = null;

  constructor(ask: Ask, opened: RoomOpened, clock: ClockMode, players: readonly ClientState[], events: RoomEvents) {
    this.#ask = ask;
    this.#opened = opened;
    this.#clock = clock;
    this.#players = players;
    this.#events = events;
    this.#nowMs = opened.nowMs;
  }

  get url(): string {
    return this.#opened.url;
  }

  /** Ms of the room's clock since the check began. */
  get nowMs(): number {
    return this.#nowMs - this.#opened.nowMs;
  }

  /** Ms until the handler's next timer; null for none. */
  get nextTimerMs(): number | null {
    return this.#nextWakeAtMs === null ? null : Math.max(0, this.#nextWakeAtMs - this.#nowMs);
  }

  /** The first fault of the handler since the check began. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Something was done to the room: it may move again. */
  touched(): void {
    this.#unsettled = true;
  }

  /** For connections: something came. */
  readonly arrived = (): void => {
    for (const resolve of this.#arrivals) resolve();
    this.#arrivals.clear();
  };

  /** Waits until the room has nothing left to do and all that it sent is here. */
  async settle(): Promise<void> {
    if (!this.#unsettled && this.#clock === "stepped") return;
    for (let round = 0; round < maxRounds; round++) {
      if (!(await this.#settleOnce())) continue;
      this.#unsettled = false;
      this.#events.onRest();
      return;
    }
    this.#events.onRest();
    throw new CheckFailure("The handler and its clients never come to rest: each answer asks for another.");
  }

  /**
   * Goes towards `untilMs`, a step a call: to the handler's next timer on a stepped clock, to whatever comes next on a
   * real one. False when nothing can happen any more by then.
   */
  stepper(untilMs: number): () => Promise<boolean> {
    const spanMs = untilMs - this.nowMs;
    let taken = 0;
    return async () => {
      if (this.#clock === "real") return await this.#arrivalWithin(untilMs - this.nowMs);
      const next = this.nextTimerMs;
      if (next === null || this.nowMs + next > untilMs) return false;
      await this.#move(Math.min(untilMs - this.nowMs, Math.max(next, leastStep(taken++, spanMs))));
      return true;
    };
  }

  /** Moves the clock timer by timer, so that clients answer between as they would in real time. */
  async advance(ms: number): Promise<void> {
    await this.settle();
    const until = this.nowMs + ms;
    if (this.#clock === "real") await sleep(ms);
    else await this.#stepTo(until);
    await this.settle();
  }

  async #stepTo(untilMs: number): Promise<void> {
    const step = this.stepper(untilMs);
    while (await step()) await this.settle();
    if (this.nowMs < untilMs) await this.#move(untilMs - this.nowMs);
  }

  /** One question to the room; true when nothing moved since it was asked. */
  async #settleOnce(): Promise<boolean> {
    for (const { connection } of this.#players) if (connection?.concluding) await connection.end();
    const asked = this.#players.flatMap((player) => {
      const { connection, left } = player;
      if (connection === null || left || player.isIdle) return [];
      return [{ player, connection, port: connection.port, sent: connection.sent }];
    });
    const clients = asked.map(({ connection, port, sent }) => {
      const { ended, paused } = connection;
      return { port, sent, ended, paused };
    });
    const settled = settledSchema.parse(await this.#ask({ what: "settle", room: this.#opened.room, clients }));
    this.#nowMs = settled.nowMs;
    this.#nextWakeAtMs = settled.nextWakeAtMs;
    const received = new Map(settled.clients.map((client) => [client.port, client.received]));
    let atRest = true;
    for (const { player, connection, port, sent } of asked) {
      const bytes = received.get(port) ?? -1;
      await (bytes < 0 ? connection.end() : connection.reached(bytes));
      if (connection.concluding) await connection.end();
      player.left = bytes < 0 && connection.ended;
      player.settledSent = sent;
      player.toldPaused = connection.paused;
      if (!player.left && (connection.sent !== sent || connection.ended)) atRest = false;
    }
    this.#heard(settled.fault);
    return atRest;
  }

  #heard(fault: Fault | null): void {
    if (fault === null || this.#fault !== null) return;
    this.#fault = fault;
    this.#events.onFault(fault);
  }

  async #move(ms: number): Promise<void> {
    const { nowMs } = advancedSchema.parse(await this.#ask({ what: "advance", room: this.#opened.room, ms }));
    this.#events.onClock(nowMs - this.#nowMs);
    this.#nowMs = nowMs;
    this.#unsettled = true;
  }

  /** On a real clock: true when anything came within `ms`. */
  async #arrivalWithin(ms: number): Promise<boolean> {
    if (ms <= 0) return false;
    const abort = new AbortController();
    const arrival = new Promise<boolean>((resolve) => this.#arrivals.add(() => resolve(true)));
    const late = sleep(ms, false, { signal: abort.signal }).catch(() => false);
    const came = await Promise.race([arrival, late]);
    abort.abort();
    return came;
  }
}

function leastStep(taken: number, spanMs: number): number {
  if (taken < singleSteps) return 0;
  const part = Math.ceil(spanMs / 100);
  return taken < shortSteps ? Math.min(part, shortStepMs) : part;
}
