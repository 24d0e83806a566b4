// One client of a check: its connection, its inbox, and the action its next failure message starts with.
import type { Closed, Connection, Control, Message, Received } from "./connection.ts";

/** Something done in a check: `A` `sent "hello"`. `client` is null for the clock. */
export interface Action {
  readonly client: string | null;
  readonly text: string;
}

/** What the client has received and no expectation has taken yet. */
export class Inbox {
  readonly #items: Received[] = [];
  #closed: Closed | undefined;

  add(item: Received): void {
    this.#items.push(item);
    if (item.kind === "close") this.#closed = item;
  }

  /** Messages and the close. Pings and pongs are excluded, since they may arrive between any two messages. */
  messages(): (Message | Closed)[] {
    return this.#items.filter((item) => item.kind === "text" || item.kind === "binary" || item.kind === "close");
  }

  /** The oldest ping or pong. */
  control(kind: "ping" | "pong"): Control | undefined {
    return this.#items.find((item): item is Control => item.kind === kind);
  }

  take(item: Received): void {
    this.#items.splice(this.#items.indexOf(item), 1);
  }

  takeAll(): Received[] {
    return this.#items.splice(0);
  }

  /** How the socket closed, even if an expectation has taken it. */
  get closed(): Closed | undefined {
    return this.#closed;
  }
}

export class ClientState {
  readonly name: string;
  /** Null when the handler refused the upgrade. */
  readonly connection: Connection | null;
  readonly inbox = new Inbox();
  /** The socket is closed and the room has told the handler. */
  gone = false;
  /** Bytes sent and whether the client was paused when the room last settled. */
  settled = { sent: -1, paused: false };
  #actions: Action[] = [];
  #awaitsReply = false;

  constructor(name: string, connection: Connection | null) {
    this.name = name;
    this.connection = connection;
  }

  /** Paused with nothing new sent since the room settled: there is nothing to wait for. */
  get isIdle(): boolean {
    const { connection, settled } = this;
    return connection?.paused === true && settled.paused && connection.sent === settled.sent && !connection.ended;
  }

  /** The likely cause of what this client receives next: the oldest send without a reply, else the last action. */
  get cause(): Action {
    return this.#actions[0] ?? { client: this.name, text: "connected" };
  }

  /** Some client sent something, which may lead to a reply. */
  sent(action: Action): void {
    if (!this.#awaitsReply) this.#actions = [];
    this.#awaitsReply = true;
    this.#actions.push(action);
  }

  /** Something else happened; earlier sends no longer await a reply. */
  happened(action: Action): void {
    this.#actions = [action];
    this.#awaitsReply = false;
  }

  /** An expectation passed; the next one belongs to the next send. */
  replied(): void {
    if (this.#actions.length > 1) this.#actions.shift();
    else this.#awaitsReply = false;
  }
}
