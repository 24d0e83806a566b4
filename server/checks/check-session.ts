// One running check: its room, its clients, its transcript, and the queue that runs everything the check does in order. Verdicts
// are reproducible because expectations look only after every byte has been answered, and nothing waits for real time.

import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CheckerRequest,
  type RoomOpened,
  type Settled,
  settledSchema,
  type TranscriptEntry,
} from "../protocol/checks.ts";
import type { Advance, ClockMode } from "../protocol/host.ts";
import type { ClientState, Connection } from "./connection.ts";
import { CheckFailure, closedWith, describeRefused } from "./failure.ts";
import { formatDuration } from "./format.ts";
import { Transcript, transcriptText } from "./transcript.ts";

/** Something a client puts on the wire. */
export interface Write {
  readonly client: ClientState;
  readonly bytes: number;
  readonly write: (connection: Connection) => void;
  /** For the transcript. */
  readonly what: string;
  readonly text: string;
  /** For failure messages: `sent "hello"`. */
  readonly action: string;
  /** True for a write that may be skipped once the socket is closed. */
  readonly optional?: boolean;
  /** The room has to know of it before anything else is written. */
  readonly isLast?: boolean;
}

/** Consecutive writes of one client go out in one piece up to this size; a larger piece would not arrive as one. */
const batchBytes = 32 << 10;

export class CheckSession {
  readonly clients: ClientState[] = [];
  readonly room: CheckRoom;
  readonly #transcript = new Transcript();
  /** Of handshakes that a check wrote by hand. */
  readonly #sockets: Socket[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #batch: Write[] | undefined;
  #failure: Error | undefined;
  #hasExpectation = false;
  #closed = false;
  #lastActionAtMs = 0;

  constructor(call: CallFront, opened: RoomOpened, clock: ClockMode) {
    this.room = new CheckRoom(call, opened, clock, this);
  }

  /** The first thing that went wrong; a `CheckFailure` if the handler is to blame. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get hasExpectation(): boolean {
    return this.#hasExpectation;
  }

  get transcript(): TranscriptEntry[] {
    return this.#transcript.entries();
  }

  /** Enqueues an expectation; a check without any cannot fail and is rejected. */
  expect<T>(work: () => Promise<T>): Promise<T> {
    this.#hasExpectation = true;
    return this.enqueue(work);
  }

  connected(client: ClientState): void {
    this.clients.push(client);
    this.#lastActionAtMs = this.room.nowMs;
    for (const each of this.clients) each.happened({ client: client.name, text: "connected" });
  }

  /** The clock moved; failure messages then name the time since a client last did something. */
  advanced(): void {
    const text = `After ${formatDuration(this.room.nowMs - this.#lastActionAtMs)}`;
    for (const each of this.clients) each.happened({ client: null, text });
  }

  /** Keeps a socket open until the check is over. */
  keep(socket: Socket): void {
    this.#sockets.push(socket);
  }

  /** `atMs` defaults to the room's present time. */
  record(entry: Parameters<Transcript["add"]>[1], atMs = this.room.nowMs): void {
    this.#transcript.add(atMs, entry);
  }

  /** Runs `work` after everything enqueued before it, unless some of that failed. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.#batch = undefined;
    return this.#append(work);
  }

  /** Enqueues a write. If it fails, whatever is awaited next rejects. */
  send(write: Write): void {
    if (this.#batch !== undefined) {
      this.#batch.push(write);
      return;
    }
    const batch = [write];
    this.#batch = batch;
    this.#append(() => this.#flush(batch));
  }

  /** Waits for everything enqueued, awaited or not; `failure` then holds what went wrong. */
  async finish(): Promise<void> {
    await this.enqueue(() => this.room.settle()).catch(() => undefined);
  }

  /** Cuts every connection and rejects what is still enqueued. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
    for (const { connection } of this.clients) connection?.terminate();
  }

  #append<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => {
      if (this.#closed) throw new Error("This check is over.");
      if (this.#failure !== undefined) throw this.#failure;
      return work();
    });
    this.#queue = result.catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    return result;
  }

  async #flush(batch: Write[]): Promise<void> {
    if (this.#batch === batch) this.#batch = undefined;
    while (batch.length > 0) {
      await this.room.settle();
      const writes = batch.splice(0, countInOnePiece(batch));
      const [first] = writes;
      const connection = first?.client.connection;
      if (!connection?.open && writes.every(({ optional }) => optional)) continue;
      if (first === undefined || !connection?.open) throw cannotSend(first);
      this.#lastActionAtMs = this.room.nowMs;
      connection.corked(() => {
        for (const { client, write, what, text, action } of writes) {
          for (const each of this.clients) each.sent({ client: client.name, text: action });
          this.record({ client: client.name, kind: "sent", what, text });
          write(connection);
        }
      });
      this.room.invalidate();
    }
  }

  /** Moves what arrived to inboxes and transcript, client by client: in the same order in every run. */
  collectArrived(): void {
    for (const { name, connection, inbox, frames } of this.clients) {
      frames.push(...(connection?.takeArrivedFrames() ?? []));
      for (const item of connection?.takeArrived() ?? []) {
        inbox.add(item);
        this.record({ client: name, kind: item.kind === "close" ? "close" : "received", ...transcriptText(item) });
      }
    }
  }
}

function countInOnePiece(writes: readonly Write[]): number {
  let bytes = 0;
  const end = writes.findIndex((write, index) => {
    bytes += write.bytes;
    if (index === 0) return false;
    return write.client !== writes[0]?.client || bytes > batchBytes || writes[index - 1]?.isLast === true;
  });
  return end < 0 ? writes.length : end;
}

function cannotSend(write: Write | undefined): Error {
  if (write === undefined) return new Error("There is nothing to send.");
  const { name, connection, inbox } = write.client;
  if (connection === null) {
    const happened = { kind: "refused", text: describeRefused(write.client.refused) } as const;
    return new CheckFailure(`${name} has no connection: the handler refused it.`, happened);
  }
  const how = inbox.closed === undefined ? "is closing" : `closed with ${inbox.closed.code}`;
  const happened = inbox.closed === undefined ? ({ kind: "closed", text: "" } as const) : closedWith(inbox.closed);
  return new CheckFailure(`${name} could not continue (${write.action}): its socket ${how}.`, happened);
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

class CheckRoom {
  readonly #call: CallFront;
  readonly #opened: RoomOpened;
  readonly #clock: ClockMode;
  readonly #session: CheckSession;
  #arrival = Promise.withResolvers<void>();
  #nowMs: number;
  #nextWakeAtMs: number | null;
  #isSettled: boolean;
  #dialUrl: string | null = null;
  #hasClient = false;
  #holdsCalls = false;
  #fault: Fault | null = null;

  constructor(call: CallFront, opened: RoomOpened, clock: ClockMode, session: CheckSession) {
    this.#call = call;
    this.#opened = opened;
    this.#clock = clock;
    this.#session = session;
    this.#nowMs = opened.nowMs;
    this.#nextWakeAtMs = opened.nextWakeAtMs ?? null;
    this.#isSettled = opened.nextWakeAtMs !== undefined;
  }

  get url(): string {
    return this.#opened.url;
  }

  get id(): string {
    return this.#opened.room;
  }

  /** A request that changes the room, which then has to settle again. */
  request(request: CheckerRequest): Promise<unknown> {
    this.invalidate();
    if (request.what === "restart") this.#hasClient = false;
    return this.#call(request);
  }

  /** The address that the learner's client has dialed and waits for; null if it does not. */
  get dialUrl(): string | null {
    return this.#dialUrl;
  }

  /** Runs the learner's client, once for each start of the code. */
  async startClient(): Promise<void> {
    if (this.#hasClient) return;
    await this.settle();
    await this.request({ what: "dial", room: this.id, answer: "wait" });
    this.#hasClient = true;
  }

  get origin(): string {
    return this.#opened.origin;
  }

  /** Ms on the room's clock since the check began. */
  get nowMs(): number {
    return this.#nowMs - this.#opened.nowMs;
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
    this.#session.collectArrived();
    if (isQuiet) return;
    throw new CheckFailure("The handler and its clients never stop exchanging frames: each reply causes another.");
  }

  /**
   * Returns a function that moves towards `untilMs`, one step a call: on a stepped clock to the handler's next timer, and on
   * while timers do nothing that a client could see; on a real one to the next arrival. It returns false when nothing more can happen by then.
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

  /** Bytes between this client and the handler, in both directions, once the room has settled. */
  async waiting(client: ClientState): Promise<{ readonly held: number; readonly unread: number }> {
    await this.settle();
    const { connection, waiting } = client;
    return connection === null || client.gone || connection.ended ? { held: 0, unread: 0 } : waiting;
  }

  /** Settles once; true if no client sent anything meanwhile. */
  async #settleOnce(advance?: Advance): Promise<boolean> {
    for (const { connection } of this.#session.clients) if (connection?.closing) await connection.waitForEnd();
    const active = this.#session.clients.flatMap((client) => {
      const { connection } = client;
      if (connection === null || client.gone) return [];
      const { port, sent, ended, paused, messages } = connection;
      return [{ client, connection, request: { port, sent, ended, paused, messages } }];
    });
    const clients = active.map(({ request }) => request);
    const { room } = this.#opened;
    const settled = settledSchema.parse(
      await this.#call({ what: "settle", room, clients, advance, holdsCalls: this.#holdsCalls }),
    );
    if (advance) this.#recordMove(settled.nowMs - this.#nowMs);
    this.#nowMs = settled.nowMs;
    this.#nextWakeAtMs = settled.nextWakeAtMs;
    this.#dialUrl = settled.dialUrl;
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
    if (fault === null || this.#fault !== null) return;
    this.#fault = fault;
    this.#session.record({ client: null, kind: "fault", what: fault.kind, text: fault.message });
  }

  /** Of a room that has settled. */
  async #move(ms: number, quietMs: number): Promise<void> {
    this.#isSettled = await this.#settleOnce({ ms, quietMs });
    if (this.#isSettled) this.#session.collectArrived();
  }

  #recordMove(ms: number): void {
    this.#session.record({ client: null, kind: "clock", what: "advance", text: `+${formatDuration(ms)}` });
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
