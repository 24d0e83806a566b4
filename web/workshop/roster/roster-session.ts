// A workshop's roster as the live channel sends it: a snapshot, then numbered events. Asks again when events are missing
// or the server has restarted, and publishes at most once per frame.
import type { FromPage, ToPage } from "../../../server/protocol/live.ts";
import type { RosterSnapshot, WorkshopState } from "../../../server/protocol/workshop.ts";
import { reduce } from "../../../server/workshop/roster.ts";
import type { ChannelState } from "../../net/channel.ts";
import { createStore, type Store } from "../../ui/store.ts";

export interface Roster {
  readonly state: WorkshopState;
  /** The number of the last event that `state` contains. */
  readonly seq: number;
  /** What is shown may be out of date: the channel is down, or a snapshot has been requested. */
  readonly isStale: boolean;
  readonly isDeleted: boolean;
}

/** The part of the page's live channel that a roster uses. */
export interface RosterChannel {
  readonly state: Pick<Store<ChannelState, ChannelState>, "get" | "subscribe">;
  subscribe(listener: (message: ToPage) => void): () => void;
  send(message: FromPage): boolean;
}

export interface RosterOptions {
  readonly channel: RosterChannel;
  readonly workshop: string;
  /** What the page fetched first. */
  readonly snapshot: RosterSnapshot;
  /** Calls back before the next frame is painted. */
  readonly onFrame: (publish: () => void) => void;
}

type Events = Extract<ToPage, { readonly type: "roster-events" }>;

export class RosterSession {
  readonly store: Store<Roster, Roster>;
  readonly #options: RosterOptions;
  readonly #removers: (() => void)[];
  #snapshot: RosterSnapshot;
  #isAsking = false;
  #isDeleted = false;
  #isScheduled = false;

  constructor(options: RosterOptions) {
    const { channel, snapshot } = options;
    this.#options = options;
    this.#snapshot = snapshot;
    const { state, seq } = snapshot;
    const first = { state, seq, isStale: true, isDeleted: false };
    this.store = createStore((_before: Roster, now: Roster) => now, first);
    this.#ask();
    this.#removers = [
      channel.subscribe((message) => this.#receive(message)),
      channel.state.subscribe(() => this.#schedule()),
    ];
  }

  /** Ends the subscription on the server too. */
  dispose(): void {
    for (const remove of this.#removers) remove();
    this.#options.channel.send({ type: "dashboard", workshop: null });
  }

  #ask(): void {
    this.#isAsking = true;
    this.#options.channel.send({ type: "dashboard", workshop: this.#options.workshop });
  }

  #receive(message: ToPage): void {
    if (message.type === "hello") {
      this.#ask();
      this.#schedule();
    }
    if (message.type === "roster" && message.workshop === this.#options.workshop) {
      this.#isAsking = false;
      const { epoch, seq, state } = message;
      this.#snapshot = { epoch, seq, state };
      this.#schedule();
    }
    if (message.type === "workshop-deleted" && message.workshop === this.#options.workshop) {
      this.#isDeleted = true;
      this.#schedule();
    }
    if (message.type === "roster-events" && message.workshop === this.#options.workshop) this.#apply(message);
  }

  #apply({ epoch, events }: Events): void {
    if (this.#isAsking) return;
    const { seq } = this.#snapshot;
    const newer = events.filter((event) => event.seq > seq);
    const isComplete = newer.every((event, index) => event.seq === seq + 1 + index);
    if (epoch !== this.#snapshot.epoch || !isComplete) this.#ask();
    else if (newer.length > 0) {
      const state = newer.reduce(reduce, this.#snapshot.state);
      this.#snapshot = { epoch, seq: seq + newer.length, state };
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.onFrame(() => {
      this.#isScheduled = false;
      const isStale = this.#isAsking || this.#options.channel.state.get().phase !== "open";
      const { state, seq } = this.#snapshot;
      const now = { state, seq, isStale, isDeleted: this.#isDeleted };
      if (!isSame(this.store.get(), now)) this.store.dispatch(now);
    });
  }
}

function isSame(one: Roster, other: Roster): boolean {
  const keys = Object.keys(one) as (keyof Roster)[];
  return keys.every((key) => one[key] === other[key]);
}
