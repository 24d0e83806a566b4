// What is on its way to one page, bounded: a page that reads slowly misses frames, lines and messages, and is told how many.
import type { WebSocket } from "ws";
import type { ToPage } from "../../protocol/live.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";

export interface PageSenderOptions {
  readonly socket: WebSocket;
  /** Above this many unsent bytes frames, lines and what clients got are left out; four times as many end the page's channel. */
  readonly mostBytes: number;
  missed(count: number): void;
}

export class PageSender {
  readonly #options: PageSenderOptions;
  #missingFrames = new Map<string, number>();
  #missingLines = 0;
  /** By client of the page: messages, pings and pongs. */
  #missingMessages = new Map<string, number>();

  constructor(options: PageSenderOptions) {
    this.#options = options;
  }

  send(event: ToPage): void {
    const { socket, mostBytes } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > mostBytes && this.#leaveOut(event)) return;
    if (socket.bufferedAmount > 4 * mostBytes) socket.close(closeCodes.tryAgainLater, "the page reads too slowly");
    else {
      if (event.type === "client") this.#tellMissing(event.client);
      this.#write(this.#withMissing(event));
    }
  }

  /** True for what may be missed. */
  #leaveOut(event: ToPage): boolean {
    if (event.type === "frames") {
      const missing = event.frames.length + event.missing;
      this.#missingFrames.set(event.room, (this.#missingFrames.get(event.room) ?? 0) + missing);
      this.#options.missed(missing);
      return true;
    }
    if (event.type === "client") return this.#leaveOutMessage(event);
    if (event.type !== "console") return false;
    this.#missingLines += event.lines.reduce((sum, { missing }) => sum + 1 + missing, 0);
    this.#options.missed(event.lines.length);
    return true;
  }

  /** What became of the client itself is never left out. */
  #leaveOutMessage({ client, event }: Extract<ToPage, { readonly type: "client" }>): boolean {
    const count = event.what === "missed" ? event.count : 1;
    if (!["message", "ping", "pong", "missed"].includes(event.what)) return false;
    this.#missingMessages.set(client, (this.#missingMessages.get(client) ?? 0) + count);
    this.#options.missed(count);
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
    this.#options.socket.send(JSON.stringify(event), () => this.#caughtUp());
  }

  /** Once the page has caught up it is told what it missed, even when nothing more happens. */
  #caughtUp(): void {
    const { socket, mostBytes } = this.#options;
    if (this.#missingFrames.size + this.#missingMessages.size === 0 || socket.bufferedAmount > mostBytes / 2) return;
    const missed = [...this.#missingFrames];
    this.#missingFrames.clear();
    for (const [room, missing] of missed) this.send({ type: "frames", room, frames: [], missing });
    for (const client of [...this.#missingMessages.keys()]) this.#tellMissing(client);
  }

  #tellMissing(client: string): void {
    const count = this.#missingMessages.get(client);
    if (count === undefined) return;
    this.#missingMessages.delete(client);
    this.#write({ type: "client", client, event: { what: "missed", count, atMs: Date.now() } });
  }
}
