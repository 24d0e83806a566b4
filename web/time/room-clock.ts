// Controls the room's clock: pauses it, lets it run, advances it, or jumps to the next timer.
import type { ClockMode } from "../../server/protocol/host.ts";
import type { FromPage, ToPage } from "../../server/protocol/live.ts";
import { createStore, type Store } from "../ui/store.ts";
import { emptyTime, jumpText, reduceTime, type Time, type TimeAction, untilWakeMs } from "./time.ts";

export interface RoomClockOptions {
  /** Returns false when the page is disconnected. */
  send(message: FromPage): boolean;
  /** Prints a sentence to the console. */
  print(text: string): void;
  /** The page's own clock, in milliseconds. */
  now(): number;
}

const offline = "This page is disconnected from the server, so the clock cannot be moved.";
const noTimer = "No timer is pending.";

/** Methods return null, or a sentence that says why the call failed. */
export class RoomClock {
  readonly time: Store<Time, TimeAction> = createStore(reduceTime, emptyTime);
  readonly #options: RoomClockOptions;
  /** Jump to the next timer once the clock is paused: its distance is known only then. */
  #isJumpPending = false;

  constructor(options: RoomClockOptions) {
    this.#options = options;
  }

  setMode(mode: ClockMode): string | null {
    if (!this.#options.send({ type: "clock", mode })) return offline;
    this.time.dispatch({ type: "mode-requested", mode });
    return null;
  }

  /** Pauses a running clock first. */
  advance(ms: number): string | null {
    const problem = this.#pause();
    if (problem !== null) return problem;
    this.time.dispatch({ type: "jump-requested" });
    return this.#options.send({ type: "advance", ms: Math.max(1, Math.ceil(ms)) }) ? null : offline;
  }

  jumpToNextTimer(): string | null {
    const time = this.time.get();
    const untilMs = untilWakeMs(time, this.#options.now());
    if (untilMs === null) return noTimer;
    if (time.mode === "stepped") return this.advance(untilMs);
    this.#isJumpPending = true;
    return this.#pause();
  }

  receive(message: ToPage): void {
    if (message.type === "hello") this.#reset();
    this.time.dispatch({ type: "live", message, atMs: this.#options.now() });
    const { jump } = this.time.get();
    if (message.type === "moved" && jump !== null) this.#options.print(jumpText(jump));
    if (message.type === "state") this.#continueJump();
  }

  /** Requests from before a reconnect are not confirmed. */
  #reset(): void {
    this.#isJumpPending = false;
    this.time.dispatch({ type: "disconnected" });
  }

  #continueJump(): void {
    const time = this.time.get();
    if (!this.#isJumpPending || time.mode !== "stepped") return;
    this.#isJumpPending = false;
    const untilMs = untilWakeMs(time, this.#options.now());
    if (untilMs === null) this.#options.print(noTimer);
    else this.advance(untilMs);
  }

  #pause(): string | null {
    const { mode, requestedMode } = this.time.get();
    if ((requestedMode ?? mode) === "stepped") return null;
    const problem = this.setMode("stepped");
    if (problem === null) this.time.dispatch({ type: "pausing" });
    return problem;
  }
}
