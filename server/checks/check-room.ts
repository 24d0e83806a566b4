// A check's room as the checker sees it: waits until the room has settled, and moves its clock. Verdicts are reproducible
// because expectations look only after every byte has been answered, and nothing waits for real time.
import { setTimeout as sleep } from "node:timers/promises";
import {
  advancedSchema,
  type CheckerRequest,
  type RoomOpened,
  type Settled,
  settledSchema,
} from "../protocol/checks.ts";
import type { ClockMode } from "../protocol/host.ts";
import type { ClientState } from "./connection.ts";
import { CheckFailure } from "./failure.ts";

/** Sends a request to the front. The response is parsed where it is used. */
export type CallFront = (request: CheckerRequest) => Promise<unknown>;

export type Fault = NonNullable<Settled["fault"]>;

export interface CheckRoomOptions {
  readonly call: CallFront;
  readonly opened: RoomOpened;
  readonly clock: ClockMode;
  readonly clients: readonly ClientState[];
  /** The room has settled and everything it sent has arrived. */
  onSettled(): void;
  onFault(fault: Fault): void;
  onClock(movedMs: number): void;
}

/** Each round answers the pings of the round before; an endless exchange fails the check. */
const maxRounds = 100;
/** This many timers are stepped to one by one; later steps cover at least a hundredth of the way. */
const singleSteps = 250;
/** Up to `shortSteps`, a step stays short enough for a client to answer a heartbeat in time. */
const shortStepMs = 5_000;
const shortSteps = 1_000;

export class CheckRoom {
  readonly #options: CheckRoomOptions;
  #arrival = Promise.withResolvers<void>();
  #nowMs: number;
  #nextWakeAtMs: number | null = null;
  #isSettled = false;
  #fault: Fault | null = null;

  constructor(options: CheckRoomOptions) {
    this.#options = options;
    this.#nowMs = options.opened.nowMs;
  }

  get url(): string {
    return this.#options.opened.url;
  }

  /** Ms on the room's clock since the check began. */
  get nowMs(): number {
    return this.#nowMs - this.#options.opened.nowMs;
  }

  /** Ms until the handler's next timer; null if it has none. */
  get nextTimerMs(): number | null {
    return this.#nextWakeAtMs === null ? null : Math.max(0, this.#nextWakeAtMs - this.#nowMs);
  }

  /** The handler's first fault since the check began. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Something was sent to the room, so it has to settle again. */
  invalidate(): void {
    this.#isSettled = false;
  }

  /** Connections call this when bytes arrive. */
  readonly onArrival = (): void => {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
  };

  /** Waits until the room has nothing left to do and everything it sent has arrived. */
  async settle(): Promise<void> {
    if (this.#isSettled && this.#options.clock === "stepped") return;
    for (let round = 0; round < maxRounds; round++) {
      if (!(await this.#settleOnce())) continue;
      this.#isSettled = true;
      this.#options.onSettled();
      return;
    }
    this.#options.onSettled();
    throw new CheckFailure("The handler and its clients never stop exchanging frames: each reply causes another.");
  }

  /**
   * Returns a function that moves towards `untilMs`, one step a call: to the handler's next timer on a stepped clock,
   * to the next arrival on a real one. It returns false when nothing more can happen by then.
   */
  stepper(untilMs: number): () => Promise<boolean> {
    const spanMs = untilMs - this.nowMs;
    let taken = 0;
    return async () => {
      if (this.#options.clock === "real") return await this.#arrivalWithin(untilMs - this.nowMs);
      const next = this.nextTimerMs;
      if (next === null || this.nowMs + next > untilMs) return false;
      await this.#move(Math.min(untilMs - this.nowMs, Math.max(next, minStepMs(taken++, spanMs))));
      return true;
    };
  }

  /** Moves the clock timer by timer, so that clients answer in between as they would in real time. */
  async advance(ms: number): Promise<void> {
    await this.settle();
    const until = this.nowMs + ms;
    if (this.#options.clock === "real") await sleep(ms);
    else await this.#stepTo(until);
    await this.settle();
  }

  async #stepTo(untilMs: number): Promise<void> {
    const step = this.stepper(untilMs);
    while (await step()) await this.settle();
    if (this.nowMs < untilMs) await this.#move(untilMs - this.nowMs);
  }

  /** Settles once; true if no client sent anything meanwhile. */
  async #settleOnce(): Promise<boolean> {
    for (const { connection } of this.#options.clients) if (connection?.closing) await connection.waitForEnd();
    const active = this.#options.clients.flatMap((client) => {
      const { connection } = client;
      if (connection === null || client.gone || client.isIdle) return [];
      const { port, sent, ended, paused } = connection;
      return [{ client, connection, request: { port, sent, ended, paused } }];
    });
    const clients = active.map(({ request }) => request);
    const settled = settledSchema.parse(
      await this.#options.call({ what: "settle", room: this.#options.opened.room, clients }),
    );
    this.#nowMs = settled.nowMs;
    this.#nextWakeAtMs = settled.nextWakeAtMs;
    const received = new Map(settled.clients.map((client) => [client.port, client.received]));
    let isQuiet = true;
    for (const { client, connection, request } of active) {
      const bytes = received.get(request.port) ?? -1;
      await (bytes < 0 ? connection.waitForEnd() : connection.waitForBytes(bytes));
      if (connection.closing) await connection.waitForEnd();
      client.gone = bytes < 0 && connection.ended;
      client.settled = { sent: request.sent, paused: connection.paused };
      if (!client.gone && (connection.sent !== request.sent || connection.ended)) isQuiet = false;
    }
    this.#recordFault(settled.fault);
    return isQuiet;
  }

  #recordFault(fault: Fault | null): void {
    if (fault === null || this.#fault !== null) return;
    this.#fault = fault;
    this.#options.onFault(fault);
  }

  async #move(ms: number): Promise<void> {
    const { nowMs } = advancedSchema.parse(
      await this.#options.call({ what: "advance", room: this.#options.opened.room, ms }),
    );
    this.#options.onClock(nowMs - this.#nowMs);
    this.#nowMs = nowMs;
    this.#isSettled = false;
  }

  /** On a real clock: true if anything arrives within `ms`. */
  async #arrivalWithin(ms: number): Promise<boolean> {
    if (ms <= 0) return false;
    const abort = new AbortController();
    const late = sleep(ms, false, { signal: abort.signal }).catch(() => false);
    const hasArrived = await Promise.race([this.#arrival.promise.then(() => true), late]);
    abort.abort();
    return hasArrived;
  }
}

function minStepMs(taken: number, spanMs: number): number {
  if (taken < singleSteps) return 0;
  const part = Math.ceil(spanMs / 100);
  return taken < shortSteps ? Math.min(part, shortStepMs) : part;
}
