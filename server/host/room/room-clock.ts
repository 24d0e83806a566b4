// The time that a room's handler sees: a real clock or one stepped on request, and the handler's next wake-up.
import type { PeerId } from "../../protocol/guest.ts";
import type { ClockMode } from "../../protocol/host.ts";

/** The longest delay that a Node timer accepts; a longer wait is armed again. */
const maxTimerMs = 2 ** 31 - 1;
/** More wake-ups than a handler has timers, each of which may fire separately. */
const maxWakesPerInstant = 1_000;
/** In one advance beyond its end, which then answers: a handler with a timer each millisecond takes a while. */
const maxQuietWakes = 200;
/** Real time that a client has to answer a ping before a stepped clock moves on without it. */
const pongGraceMs = 100;

interface Advance {
  readonly untilMs: number;
  /** Up to which it moves on from wake-up to wake-up, for as long as nothing else happens. */
  quietUntilMs: number;
  quietWakes: number;
  readonly done: () => void;
}

export class RoomClock implements Disposable {
  readonly pongs: PendingPongs;
  readonly #awaitPongs: boolean;
  readonly #requestTurn: () => void;
  readonly #advances: Advance[] = [];
  #mode: ClockMode;
  /** Real: added to the monotonic clock. Stepped: unused. */
  #offsetMs: number;
  #steppedMs: number;
  #wakeAtMs: number | null = null;
  #due = false;
  #lastWakeMs = Number.NEGATIVE_INFINITY;
  #wakesAtLastMs = 0;
  #timer: NodeJS.Timeout | null = null;

  /**
   * `startMs` is the first time shown. Real time is monotonic: changes of the machine's date have no effect.
   * `awaitPongs`: wait between two steps for clients to answer the handler's pings; a check waits for its clients itself.
   * Calls `requestTurn` when a wake-up is due or the next step can be taken.
   */
  constructor(mode: ClockMode, startMs: number, awaitPongs: boolean, requestTurn: () => void) {
    this.#mode = mode;
    this.#offsetMs = startMs - performance.now();
    this.#steppedMs = Math.floor(startMs);
    this.#awaitPongs = awaitPongs;
    this.#requestTurn = requestTurn;
    this.pongs = new PendingPongs(requestTurn);
  }

  get isAdvancing(): boolean {
    return this.#advances.length > 0;
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  /** Whole milliseconds; never decreases. */
  now(): number {
    return this.#mode === "stepped" ? this.#steppedMs : Math.floor(performance.now() + this.#offsetMs);
  }

  /** True when a `wake` event has to be delivered. */
  get due(): boolean {
    return this.#due;
  }

  get nextWakeAtMs(): number | null {
    return this.#wakeAtMs;
  }

  /** Schedules the handler's next wake-up. Limits how many happen at the same time, so that time cannot stop. */
  wakeAt(ms: number | null): void {
    const earliest = this.#lastWakeMs + (this.#wakesAtLastMs > maxWakesPerInstant ? 1 : 0);
    const next = ms === null ? null : Math.max(ms, earliest);
    if (next === this.#wakeAtMs) return;
    this.#wakeAtMs = next;
    this.#arm();
  }

  /** The `wake` event was delivered. */
  delivered(): void {
    this.#due = false;
  }

  /** The handler is gone: cancels its wake-up. */
  cancelWake(): void {
    this.#wakeAtMs = null;
    this.#due = false;
    this.#arm();
  }

  /** Continues from the current time. */
  switchTo(mode: ClockMode): void {
    const nowMs = this.now();
    this.#mode = mode;
    this.#steppedMs = nowMs;
    this.#offsetMs = nowMs - performance.now();
    this.#arm();
  }

  /**
   * Moves a stepped clock from wake-up to wake-up, the room idle before each; calls `done` at the end. Until `disturb` is
   * called, it moves on to wake-ups after that, within `quietMs` in all.
   */
  advance(ms: number, done: () => void, quietMs = ms): void {
    const from = this.#advances.at(-1)?.untilMs ?? this.now();
    this.#advances.push({ untilMs: from + ms, quietUntilMs: from + quietMs, quietWakes: 0, done });
    this.#requestTurn();
  }

  /** Something happened, beside a wake-up. */
  disturb(): void {
    for (const advance of this.#advances) advance.quietUntilMs = advance.untilMs;
  }

  /** Takes the next step of an idle room: `woken` when a wake-up became due, `idle` when no step is left. */
  step(): "woken" | "waiting" | "idle" {
    if (this.#awaitPongs && this.isAdvancing && this.pongs.pending()) return "waiting";
    for (let next = this.#advances[0]; next; next = this.#advances[0]) {
      if (this.#wakeAtMs !== null && this.#mayMoveTo(this.#wakeAtMs, next)) {
        this.#moveTo(this.#wakeAtMs);
        this.#wake();
        return "woken";
      }
      this.#moveTo(next.untilMs);
      this.#advances.shift();
      next.done();
    }
    return "idle";
  }

  [Symbol.dispose](): void {
    this.cancelWake();
    for (const { done } of this.#advances.splice(0)) done();
    this.pongs[Symbol.dispose]();
  }

  /** Has no effect on a real clock. */
  #moveTo(ms: number): void {
    if (this.#mode === "stepped") this.#steppedMs = Math.max(this.#steppedMs, Math.floor(ms));
  }

  #mayMoveTo(wakeAtMs: number, advance: Advance): boolean {
    if (this.#mode !== "stepped") return false;
    if (wakeAtMs <= advance.untilMs) return true;
    return wakeAtMs <= advance.quietUntilMs && advance.quietWakes++ < maxQuietWakes;
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#wakeAtMs === null || this.#mode === "stepped") return;
    const delayMs = Math.max(0, Math.ceil(this.#wakeAtMs - this.now()));
    this.#timer = setTimeout(() => this.#onTimer(), Math.min(delayMs, maxTimerMs));
  }

  #onTimer() {
    this.#timer = null;
    if (this.#wakeAtMs !== null && this.now() < this.#wakeAtMs) return this.#arm();
    this.#wake();
    this.#requestTurn();
  }

  #wake(): void {
    const now = this.now();
    this.#wakesAtLastMs = now === this.#lastWakeMs ? this.#wakesAtLastMs + 1 : 0;
    this.#lastWakeMs = now;
    this.#wakeAtMs = null;
    this.#due = true;
  }
}

/** Pings that clients have not answered yet. */
class PendingPongs implements Disposable {
  readonly #deadlines = new Map<PeerId, number>();
  readonly #onDone: () => void;
  #timer: NodeJS.Timeout | null = null;

  /** Calls `onDone` after `pending()` was true, when an answer arrived or its time is over. */
  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  pinged(peer: PeerId): void {
    this.#deadlines.set(peer, performance.now() + pongGraceMs);
  }

  /** The peer answered or is gone. */
  settled(peer: PeerId): void {
    if (this.#deadlines.delete(peer) && this.#timer) this.#finish();
  }

  pending(): boolean {
    const now = performance.now();
    for (const [peer, deadline] of this.#deadlines) if (deadline <= now) this.#deadlines.delete(peer);
    if (this.#deadlines.size === 0) return false;
    const last = Math.max(...this.#deadlines.values());
    this.#timer ??= setTimeout(() => this.#finish(), Math.ceil(last - now));
    return true;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#deadlines.clear();
  }

  #finish(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#onDone();
  }
}
