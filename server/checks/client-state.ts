// One client of a check: its name, its connection, what it got, and what that answers.
import type { Connection } from "./connection.ts";
import { Inbox } from "./received.ts";

/** Something done in a check: `A` `sent "hello"`. `who` is null for the clock. */
export interface Act {
  readonly who: string | null;
  readonly did: string;
}

export class ClientState {
  readonly name: string;
  /** Null when the handler refused it. */
  readonly connection: Connection | null;
  readonly inbox = new Inbox();
  /** The room said that this socket is gone and that the handler knows. */
  left = false;
  /** Bytes it had sent when the room was at rest last. */
  settledSent = -1;
  /** What the room was told last: whether this client reads. */
  toldPaused = false;
  #acts: Act[] = [];
  /** Nothing that was sent waits for its answer. */
  #idle = true;

  constructor(name: string, connection: Connection | null) {
    this.name = name;
    this.connection = connection;
  }

  /** It reads nothing and has sent nothing new: nothing that the room does for it can be waited for. */
  get isIdle(): boolean {
    const { connection } = this;
    const told = connection?.paused === this.toldPaused && connection.sent === this.settledSent;
    return told && connection.paused && !connection.ended;
  }

  /** What the next expectation of this client most likely is about: the first that was sent and not answered yet. */
  get cause(): Act {
    return this.#acts[0] ?? { who: this.name, did: "connected" };
  }

  /** Someone sent something. */
  sent(act: Act): void {
    if (this.#idle) this.#acts = [];
    this.#idle = false;
    this.#acts.push(act);
  }

  /** Something else happened: it leaves nothing open from before. */
  saw(act: Act): void {
    this.#acts = [act];
    this.#idle = true;
  }

  /** An expectation was met: the next one is about what was sent next. */
  answered(): void {
    if (this.#acts.length > 1) this.#acts.shift();
    else this.#idle = true;
  }
}
