// The room's clock in the page's hands: run it, stop it, move it, go to the next timer.
import type { FromPage, ToPage } from "../../server/protocol/live.ts";
import { createStore, type Store } from "../ui/store.ts";
import { jumpSentence } from "./jump-words.ts";
import { emptyTime, reduceTime, type Time, type TimeAction, untilWakeMs } from "./time.ts";

export interface RoomClockOptions {
  /** False when the server cannot be told now. */
  send(message: FromPage): boolean;
  /** A sentence for the console. */
  say(text: string): void;
  /** The page's own clock, in milliseconds. */
  now(): number;
}

const away = "The server does not answer just now, so the clock cannot be moved.";
const noTimer = "No timer is set, so there is nowhere to go.";

export class RoomClock {
  readonly time: Store<Time, TimeAction> = createStore(reduceTime, emptyTime);
  readonly #options: RoomClockOptions;
  /** The next timer is wanted as soon as the clock has stopped: only then it is known how far it is. */
  #wantsNext = false;

  constructor(options: RoomClockOptions) {
    this.#options = options;
  }

  /** Answers why not, or null. */
  setMode(mode: "real" | "stepped"): string | null {
    if (!this.#options.send({ type: "clock", mode })) return away;
    this.time.dispatch({ type: "wanted", mode });
    return null;
  }

  /** Only a stepped clock can be moved: a real one is stopped first, and that is said. */
  advance(ms: number): string | null {
    const problem = this.#stop();
    if (problem !== null) return problem;
    this.time.dispatch({ type: "asked" });
    return this.#options.send({ type: "advance", ms: Math.max(1, Math.ceil(ms)) }) ? null : away;
  }

  goToNextTimer(): string | null {
    const time = this.time.get();
    const untilMs = untilWakeMs(time, this.#options.now());
    if (untilMs === null) return noTimer;
    if (time.mode === "stepped") return this.advance(untilMs);
    this.#wantsNext = true;
    return this.#stop();
  }

  hear(message: ToPage): void {
    if (message.type === "hello") this.#forget();
    this.time.dispatch({ type: "live", message, atMs: this.#options.now() });
    const { jump } = this.time.get();
    if (message.type === "moved" && jump !== null) this.#options.say(jumpSentence(jump));
    if (message.type === "state") this.#goOn();
  }

  /** What was asked before the connection broke is not answered any more. */
  #forget(): void {
    this.#wantsNext = false;
    this.time.dispatch({ type: "away" });
  }

  #goOn(): void {
    const time = this.time.get();
    if (!this.#wantsNext || time.mode !== "stepped") return;
    this.#wantsNext = false;
    const untilMs = untilWakeMs(time, this.#options.now());
    if (untilMs === null) this.#options.say(noTimer);
    else this.advance(untilMs);
  }

  #stop(): string | null {
    const { mode, wanted } = this.time.get();
    if ((wanted ?? mode) === "stepped") return null;
    const problem = this.setMode("stepped");
    if (problem === null) this.time.dispatch({ type: "stops" });
    return problem;
  }
}
