// Publishes a room's state to the front after changes, at a rate that suits a page.
import type { RoomState } from "../../protocol/host.ts";
import type { Channel } from "../channel.ts";

const soonMs = 20;
const laterMs = 250;

export class StatePublisher implements Disposable {
  readonly #room: string;
  readonly #channel: Channel;
  readonly #state: () => RoomState;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;
  #published: RoomState | null = null;

  constructor(room: string, channel: Channel, state: () => RoomState) {
    this.#room = room;
    this.#channel = channel;
    this.#state = state;
  }

  /** The last published state. */
  get published(): RoomState | null {
    return this.#published;
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
    this.#published = this.#state();
    this.#channel.send({ type: "state", room: this.#room, state: this.#published });
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
