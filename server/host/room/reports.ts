// Reports of a room to the page: frames, console lines, faults and its state.
import type { Frame } from "../../protocol/frame.ts";
import type { Effect, Fault } from "../../protocol/guest.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import type { ConsoleLine, RoomPlan, RoomState } from "../../protocol/host.ts";
import { wireFramesPerSecond } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Channel, HostServices } from "../host-services.ts";
import { plainText, terminalText } from "../terminal-text.ts";
import type { SeenFrame } from "../wire/tap.ts";

const flushMs = 50;
/** Output of this many seconds, at the rate in bytes, may come at once. */
const byteBurstSeconds = 4;
/** A room that no page watches prints at this share of the rate; what it prints at once is as much as the front keeps. */
const unwatchedShare = 1 / 8;
/** The protocol's maximum for one line, in characters. */
const maxLineLength = 16_000;
const faultsPerSecond = 20;

type PrintedLine = Pick<ConsoleLine, "level" | "text" | "line" | "version">;

/** Console lines and faults: sanitized, rate-limited, in batches. */
export class Reports implements Disposable {
  readonly #room: string;
  readonly #services: HostServices;
  readonly #now: () => number;
  readonly #lineRate: TokenBucket;
  readonly #byteRate: TokenBucket;
  readonly #unwatchedRate: TokenBucket;
  readonly #charge: (work: () => void) => void;
  readonly #faultRate = new TokenBucket(faultsPerSecond, faultsPerSecond, performance.now());
  #watched = false;
  #lines: ConsoleLine[] = [];
  #dropped = 0;
  #lastPrinted: Pick<ConsoleLine, "atMs" | "version"> = { atMs: 0, version: 0 };
  #lastFault: Fault | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `now` is the room's time; `charge` charges work to the room. */
  constructor(
    { room, reopened }: RoomPlan,
    services: HostServices,
    now: () => number,
    charge: (work: () => void) => void,
  ) {
    this.#room = room;
    this.#charge = charge;
    this.#services = services;
    this.#now = now;
    const { logLinesPerSecond, logBytesPerSecond } = services.limits;
    const nowMs = performance.now();
    this.#lineRate = new TokenBucket(logLinesPerSecond, logLinesPerSecond, nowMs);
    this.#byteRate = new TokenBucket(logBytesPerSecond, byteBurstSeconds * logBytesPerSecond, nowMs);
    this.#unwatchedRate = new TokenBucket(logBytesPerSecond * unwatchedShare, logBytesPerSecond, nowMs);
    // The loss of a host must not give rooms that print a fresh allowance.
    if (reopened) for (const rate of [this.#byteRate, this.#unwatchedRate]) rate.take(rate.burst, nowMs);
  }

  get lastFault(): Fault | null {
    return this.#lastFault;
  }

  /** True while further lines are only counted. */
  get full(): boolean {
    const nowMs = performance.now();
    const rates = [this.#lineRate, ...this.#byteRates];
    return this.#services.channel.congested || rates.some((rate) => rate.waitMs(1, nowMs) > 0);
  }

  watch(on: boolean): void {
    this.#watched = on;
  }

  print({ level, text, line, version }: PrintedLine): void {
    const now = performance.now();
    this.#lastPrinted = { atMs: this.#now(), version };
    this.#timer ??= setTimeout(() => this.#charge(() => this.#onTimer()), flushMs);
    if (this.full) {
      this.#dropped += 1;
      return;
    }
    this.#printDropped();
    this.#lineRate.take(1, now);
    const maxBytes = Math.min(this.#services.limits.logLineBytes, maxLineLength);
    const shown = terminalText(text, maxBytes);
    for (const rate of this.#byteRates) rate.take(Buffer.byteLength(shown), now);
    this.#lines.push({ level, text: shown, line, ...this.#lastPrinted, missing: 0 });
  }

  /** Console output and faults of handler `version`; other effects are ignored. */
  apply(effects: readonly Effect[], version: number): void {
    for (const effect of effects) {
      if (effect.type === "log") this.print({ ...effect, version });
      if (effect.type === "dropped") this.addDropped(effect.lines);
      if (effect.type === "fault") this.reportFault(effect.fault);
    }
  }

  /** Counts lines that the sandbox has dropped. */
  addDropped(lines: number): void {
    this.#dropped += lines;
    this.#timer ??= setTimeout(() => this.#charge(() => this.#onTimer()), flushMs);
  }

  /** Prints a message from ws101 to the learner's console. */
  note(text: string): void {
    this.print({ level: "warn", text, line: null, version: this.#lastPrinted.version });
  }

  /** Sends the lines printed so far, before a message about something that happened later. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.#services.channel.send({ type: "console", room: this.#room, lines: this.#lines });
    this.#lines = [];
  }

  /** Sends a fault and returns it as sent. Over the rate, only faults that stop the room are sent. */
  reportFault(raw: Fault): Fault {
    const now = performance.now();
    if (!raw.stops && this.#faultRate.waitMs(1, now) > 0) return sanitizeFault({ ...raw, stack: [] });
    this.#faultRate.take(1, now);
    const fault = sanitizeFault(raw);
    this.#lastFault = fault;
    this.flush();
    this.#services.channel.send({ type: "fault", room: this.#room, fault: toMessage(fault) });
    return fault;
  }

  [Symbol.dispose](): void {
    this.#printDropped();
    this.flush();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #onTimer(): void {
    this.#timer = null;
    // Nothing came since the last flush and the rate allows a line again: the flood is over, so its size is known.
    if (this.#lines.length === 0 && !this.full) this.#printDropped();
    this.flush();
    if (this.#dropped > 0) this.#timer = setTimeout(() => this.#charge(() => this.#onTimer()), flushMs);
  }

  get #byteRates(): readonly TokenBucket[] {
    return this.#watched ? [this.#byteRate] : [this.#byteRate, this.#unwatchedRate];
  }

  #printDropped(): void {
    if (this.#dropped === 0) return;
    const { logLinesPerSecond, logBytesPerSecond } = this.#services.limits;
    const bytes = logBytesPerSecond * (this.#watched ? 1 : unwatchedShare);
    const rate = `${logLinesPerSecond}/s, ${bytes / 1024} KiB/s${this.#watched ? "" : " while no page follows"}`;
    const text = `${this.#dropped} ${this.#dropped === 1 ? "line" : "lines"} dropped (limit: ${rate})`;
    this.#lines.push({ level: "warn", text, line: null, ...this.#lastPrinted, missing: this.#dropped });
    this.#dropped = 0;
  }
}

/** Cut to the protocol's lengths; its texts can be the learner's own and are made printable. */
export function sanitizeFault(fault: Fault): Fault {
  return {
    ...fault,
    message: terminalText(fault.message, 4000),
    stack: fault.stack.slice(0, 64).map((line) => plainText(line, 1000)),
  };
}

/** With a mutable stack, as the message's schema has it. */
export function toMessage(fault: Fault): Fault & { stack: string[] } {
  return { ...fault, stack: [...fault.stack] };
}

const batchFrames = 500;
/** Lower than for frames, because a handshake can be large. */
const handshakesPerSecond = 100;

/** The fields of a frame that are not on the wire. `atMs` is on the room's clock. */
type FrameContext = Pick<Frame, "peer" | "direction" | "atMs" | "version" | "line">;

/** Sends frames in batches, and no more than a wire panel can show. */
export class FrameReports implements Disposable {
  readonly #room: string;
  readonly #channel: Channel;
  readonly #rate = new TokenBucket(wireFramesPerSecond, wireFramesPerSecond, performance.now());
  readonly #handshakeRate = new TokenBucket(handshakesPerSecond, handshakesPerSecond, performance.now());
  #frames: Frame[] = [];
  #missing = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(room: string, channel: Channel) {
    this.#room = room;
    this.#channel = channel;
  }

  frame(context: FrameContext, seen: SeenFrame): void {
    this.#timer ??= setTimeout(() => this.flush(), flushMs);
    if (!this.#take(this.#rate)) {
      this.#missing += 1;
      return;
    }
    this.#frames.push({ ...context, ...seen, payload: seen.payload.toString("base64") });
    if (this.#frames.length >= batchFrames) this.flush();
  }

  /** Sends a handshake immediately, after the frames before it. */
  handshake(handshake: Handshake): void {
    if (!this.#take(this.#handshakeRate)) return;
    this.flush();
    this.#channel.send({ type: "handshake", room: this.#room, handshake });
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#frames.length + this.#missing === 0) return;
    this.#channel.send({ type: "frames", room: this.#room, frames: this.#frames, missing: this.#missing });
    this.#frames = [];
    this.#missing = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
  }

  #take(rate: TokenBucket): boolean {
    const now = performance.now();
    if (this.#channel.congested || rate.waitMs(1, now) > 0) return false;
    rate.take(1, now);
    return true;
  }
}

const soonMs = 20;
const laterMs = 250;

/** Publishes a room's state after changes, at a rate that suits a page. */
export class StatePublisher implements Disposable {
  /** The next wake-up in the last published state. */
  publishedWakeAtMs: number | null = null;
  readonly #room: string;
  readonly #channel: Channel;
  readonly #state: () => RoomState;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;

  constructor(room: string, channel: Channel, state: () => RoomState) {
    this.#room = room;
    this.#channel = channel;
    this.#state = state;
  }

  publishSoon(): void {
    this.#schedule(soonMs);
  }

  /** For changes that can happen on every tick of a timer. */
  publishLater(): void {
    this.#schedule(laterMs);
  }

  publish(): void {
    this[Symbol.dispose]();
    const state = this.#state();
    this.publishedWakeAtMs = state.nextWakeAtMs;
    this.#channel.send({ type: "state", room: this.#room, state });
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(ms: number): void {
    const dueMs = performance.now() + ms;
    if (this.#timer && this.#dueMs <= dueMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.publish(), ms);
  }
}
