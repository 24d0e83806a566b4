// The room of one check: runs the handler until it has answered everything, and moves its clock.
import { setTimeout as sleep } from "node:timers/promises";
import type { CheckerRequest, RoomOpened, Settled, TranscriptEntry } from "../protocol/checks.ts";
import { type Advance, type ClockMode, settledSchema } from "../protocol/host.ts";
import { CheckFailure } from "./comparison.ts";
import type { ClientState } from "./connection.ts";
import { formatDuration } from "./format.ts";

/** A new line of the transcript. */
export type NewEntry = Pick<TranscriptEntry, "client" | "kind" | "what" | "compared"> & {
  readonly text?: string;
  readonly met?: boolean;
};

/** The check whose room it is. */
interface RoomCheck {
  readonly clients: readonly ClientState[];
  collectArrived(): void;
  record(entry: NewEntry): void;
}

/** Sends a request to the front. The response is parsed where it is used. */
export type CallFront = (request: CheckerRequest) => Promise<unknown>;

export type Fault = NonNullable<Settled["fault"]>;

/** Each round answers the pings of the round before; an endless exchange fails the check. */
const maxRounds = 100;
/** This many timers are stepped to one by one; later steps cover at least a hundredth of the way. */
const singleSteps = 250;
/** Up to `shortSteps`, a step stays short enough for a client to answer a heartbeat in time. */
const shortStepMs = 5_000;
const shortSteps = 1_000;

export class CheckRoom {
  readonly id: string;
  readonly url: string;
  readonly origin: string;
  readonly #call: CallFront;
  readonly #clock: ClockMode;
  readonly #check: RoomCheck;
  readonly #openedAtMs: number;
  #arrival = Promise.withResolvers<void>();
  #nowMs: number;
  #nextWakeAtMs: number | null;
  #isSettled: boolean;
  /** The address that the learner's client has dialed and waits for; null if it does not. */
  dialUrl: string | null = null;
  #hasClient = false;
  #holdsCalls = false;
  /** The handler's first fault since the check began. */
  fault: Fault | null = null;

  constructor(call: CallFront, opened: RoomOpened, clock: ClockMode, check: RoomCheck) {
    this.id = opened.room;
    this.url = opened.url;
    this.origin = opened.origin;
    this.#call = call;
    this.#clock = clock;
    this.#check = check;
    this.#openedAtMs = opened.nowMs;
    this.#nowMs = opened.nowMs;
    this.#nextWakeAtMs = opened.nextWakeAtMs ?? null;
    this.#isSettled = opened.nextWakeAtMs !== undefined;
  }

  /** A request that changes the room, which then has to settle again. */
  request(request: CheckerRequest): Promise<unknown> {
    this.invalidate();
    if (request.what === "restart") this.#hasClient = false;
    return this.#call(request);
  }

  /** Runs the learner's client, once for each start of the code. */
  async startClient(): Promise<void> {
    if (this.#hasClient) return;
    await this.settle();
    await this.request({ what: "dial", room: this.id, answer: "wait" });
    this.#hasClient = true;
  }

  /** Ms on the room's clock since the check began. */
  get nowMs(): number {
    return this.#nowMs - this.#openedAtMs;
  }

  /** Ms until the handler's next timer; null if it has none. */
  get nextTimerMs(): number | null {
    return this.#nextWakeAtMs === null ? null : Math.max(0, this.#nextWakeAtMs - this.#nowMs);
  }

  /** Something was sent to the room, so it has to settle again. */
  invalidate(): void {
    this.#isSettled = false;
  }

  /** Whether offloaded calls run without ending; the room settles all the same. */
  async holdCalls(holdsCalls: boolean): Promise<void> {
    this.#holdsCalls = holdsCalls;
    this.invalidate();
    await this.settle();
  }

  /** Connections call this when bytes arrive. */
  readonly onArrival = (): void => {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
  };

  /** Waits until the room has nothing left to do and everything it sent has arrived. */
  async settle(): Promise<void> {
    if (this.#isSettled && this.#clock === "stepped") return;
    let isQuiet = false;
    for (let round = 0; round < maxRounds && !isQuiet; round++) isQuiet = await this.#settleOnce();
    this.#isSettled = isQuiet;
    this.#check.collectArrived();
    if (isQuiet) return;
    throw new CheckFailure("The handler and its clients never stop exchanging frames: each reply causes another.");
  }

  /**
   * Returns a function that moves towards `untilMs`, one step a call: on a stepped clock to the handler's next timer, and on
   * while timers do nothing that a client could see; on a real one to the next arrival. It returns false when nothing more can
   * happen by then.
   */
  stepper(untilMs: number): () => Promise<boolean> {
    const spanMs = untilMs - this.nowMs;
    let taken = 0;
    return async () => {
      if (this.#clock === "real") return await this.#arrivalWithin(untilMs - this.nowMs);
      const next = this.nextTimerMs;
      if (next === null || this.nowMs + next > untilMs) return false;
      const leftMs = untilMs - this.nowMs;
      await this.#move(Math.min(leftMs, Math.max(next, minStepMs(taken++, spanMs))), leftMs);
      return true;
    };
  }

  /** Moves the clock timer by timer, so that clients answer in between as they would in real time. */
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
    const leftMs = untilMs - this.nowMs;
    if (leftMs > 0) await this.#move(leftMs, leftMs);
  }

  /** Settles once; true if no client sent anything meanwhile. */
  async #settleOnce(advance?: Advance): Promise<boolean> {
    for (const { connection } of this.#check.clients) if (connection?.closing) await connection.waitForEnd();
    const active = this.#check.clients.flatMap((client) => {
      const { connection } = client;
      if (connection === null || client.gone) return [];
      const { port, sent, ended, paused, messages } = connection;
      return [{ client, connection, request: { port, sent, ended, paused, messages } }];
    });
    const clients = active.map(({ request }) => request);
    const settle = { what: "settle", room: this.id, clients, advance, holdsCalls: this.#holdsCalls } as const;
    const settled = settledSchema.parse(await this.#call(settle));
    const movedMs = settled.nowMs - this.#nowMs;
    if (advance)
      this.#check.record({ client: null, kind: "clock", what: "advance", text: `+${formatDuration(movedMs)}` });
    this.#nowMs = settled.nowMs;
    this.#nextWakeAtMs = settled.nextWakeAtMs;
    this.dialUrl = settled.dialUrl;
    const progress = new Map(settled.clients.map((client) => [client.port, client]));
    let isQuiet = true;
    for (const { client, connection, request } of active) {
      const { received: bytes = -1, held = 0, unread = 0 } = progress.get(request.port) ?? {};
      await (bytes < 0 ? connection.waitForEnd() : connection.waitForBytes(bytes));
      if (connection.paused && connection.messages > 0 && bytes >= 0) await connection.readPassed(bytes);
      if (connection.closing) await connection.waitForEnd();
      client.gone = bytes < 0 && connection.ended;
      client.waiting = { held, unread };
      if (!client.gone && (connection.sent !== request.sent || connection.ended)) isQuiet = false;
    }
    this.#recordFault(settled.fault);
    return isQuiet;
  }

  #recordFault(fault: Fault | null): void {
    if (fault === null || this.fault !== null) return;
    this.fault = fault;
    this.#check.record({ client: null, kind: "fault", what: fault.kind, text: fault.message });
  }

  /** Moves the clock of a room that has settled. */
  async #move(ms: number, quietMs: number): Promise<void> {
    this.#isSettled = await this.#settleOnce({ ms, quietMs });
    if (this.#isSettled) this.#check.collectArrived();
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
