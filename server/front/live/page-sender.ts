// Sends events to one page with a bounded buffer: a page that reads slowly misses events and receives their count.
import type { WebSocket } from "ws";
import type { ToPage } from "../../protocol/live.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";

export interface PageSenderOptions {
  readonly socket: WebSocket;
  /** Above this many unsent bytes, frames, console lines and client messages are dropped; four times as many close the channel. */
  readonly unsentBytes: number;
  onDropped(count: number): void;
}

export class PageSender {
  readonly #options: PageSenderOptions;
  /** By room. */
  readonly #missingFrames = new Map<string, number>();
  #missingLines = 0;
  /** Messages, pings and pongs, by client. */
  readonly #missingMessages = new Map<string, number>();

  constructor(options: PageSenderOptions) {
    this.#options = options;
  }

  send(event: ToPage): void {
    const { socket, unsentBytes } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > unsentBytes && this.#drop(event)) return;
    if (socket.bufferedAmount > 4 * unsentBytes) {
      socket.close(closeCodes.tryAgainLater, "the page reads too slowly");
      return;
    }
    if (event.type === "client") this.#sendMissed(event.client);
    this.#write(this.#withMissing(event));
  }

  /** Counts the event instead of sending it. False for an event that must not be dropped. */
  #drop(event: ToPage): boolean {
    switch (event.type) {
      case "frames":
        return this.#dropCounted(this.#missingFrames, event.room, event.frames.length + event.missing);
      case "client":
        return this.#dropMessage(event);
      case "console":
        this.#missingLines += event.lines.reduce((sum, { missing }) => sum + 1 + missing, 0);
        this.#options.onDropped(event.lines.length);
        return true;
      default:
        return false;
    }
  }

  /** What happened to the client itself is never dropped. */
  #dropMessage({ client, event }: Extract<ToPage, { readonly type: "client" }>): boolean {
    if (!["message", "ping", "pong", "missed"].includes(event.what)) return false;
    return this.#dropCounted(this.#missingMessages, client, event.what === "missed" ? event.count : 1);
  }

  #dropCounted(counts: Map<string, number>, key: string, count: number): true {
    counts.set(key, (counts.get(key) ?? 0) + count);
    this.#options.onDropped(count);
    return true;
  }

  #withMissing(event: ToPage): ToPage {
    if (event.type === "frames") {
      const missing = event.missing + (this.#missingFrames.get(event.room) ?? 0);
      this.#missingFrames.delete(event.room);
      return { ...event, missing };
    }
    const [first, ...rest] = event.type === "console" ? event.lines : [];
    if (event.type !== "console" || first === undefined || this.#missingLines === 0) return event;
    const missing = first.missing + this.#missingLines;
    this.#missingLines = 0;
    return { ...event, lines: [{ ...first, missing }, ...rest] };
  }

  #write(event: ToPage): void {
    this.#options.socket.send(JSON.stringify(event), () => this.#sendCounts());
  }

  /** Once the page has caught up, sends what it missed, even if no further event follows. */
  #sendCounts(): void {
    const { socket, unsentBytes } = this.#options;
    if (this.#missingFrames.size + this.#missingMessages.size === 0 || socket.bufferedAmount > unsentBytes / 2) return;
    const missed = [...this.#missingFrames];
    this.#missingFrames.clear();
    for (const [room, missing] of missed) this.send({ type: "frames", room, frames: [], missing });
    for (const client of [...this.#missingMessages.keys()]) this.#sendMissed(client);
  }

  #sendMissed(client: string): void {
    const count = this.#missingMessages.get(client);
    if (count === undefined) return;
    this.#missingMessages.delete(client);
    this.#write({ type: "client", client, event: { what: "missed", count, atMs: Date.now() } });
  }
}
