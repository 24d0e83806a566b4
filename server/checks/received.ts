// What a client got from the server, in the order it came.

export type Message =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly data: Uint8Array };
export type Control = { readonly kind: "ping" | "pong"; readonly data: Uint8Array };
/** 1005 for a close frame without a code, 1006 for an end without a close frame (RFC 6455 §7.1.5). */
export type Closed = { readonly kind: "close"; readonly code: number; readonly reason: string };

export type Received = Message | Control | Closed;

/** What no expectation has taken yet. */
export class Inbox {
  readonly #items: Received[] = [];
  #closed: Closed | undefined;

  add(item: Received): void {
    this.#items.push(item);
    if (item.kind === "close") this.#closed = item;
  }

  /** Messages and the close, without pings and pongs: those may come between any two. */
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

  /** How the socket ended, whether an expectation took that or not. */
  get closed(): Closed | undefined {
    return this.#closed;
  }
}
