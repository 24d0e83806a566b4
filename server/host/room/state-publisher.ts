// Tells the front what a room is like after it changed: often enough for a page, not more often.
import type { RoomState } from "../../protocol/host.ts";
import type { Channel } from "../channel.ts";

const togetherMs = 20;
const seldomMs = 250;

export class StatePublisher implements Disposable {
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

  soon(): void {
    this.#tellIn(togetherMs);
  }

  /** For what may change with every tick of a timer. */
  later(): void {
    this.#tellIn(seldomMs);
  }

  /** At once, for those who are about to hear something that makes them ask. */
  now(): void {
    this[Symbol.dispose]();
    this.#tell();
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tellIn(ms: number): void {
    const dueMs = performance.now() + ms;
    if (this.#timer && this.#dueMs <= dueMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.#tell(), ms);
  }

  #tell(): void {
    this.#timer = null;
    this.#channel.tell({ type: "state", room: this.#room, state: this.#state() });
  }
}
