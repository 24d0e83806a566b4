// Sends events to one page with a bounded buffer: a page that reads slowly misses events and receives their count.
import type { WebSocket } from "ws";
import type { ConsoleLine } from "../../protocol/host.ts";
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
  /** By room; `last` is the newest of them. */
  readonly #missingLines = new Map<string, { readonly count: number; readonly last: ConsoleLine }>();
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
        return this.#dropLines(event);
      default:
        return false;
    }
  }

  #dropLines({ room, lines }: Extract<ToPage, { readonly type: "console" }>): true {
    for (const last of lines) {
      const count = (this.#missingLines.get(room)?.count ?? 0) + (last.missing || 1);
      this.#missingLines.set(room, { count, last });
    }
    this.#options.onDropped(lines.length);
    return true;
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
    if (event.type !== "console") return event;
    return { ...event, lines: [...this.#takeMissingLines(event.room), ...event.lines] };
  }

  /** A line that says how many lines of the room were dropped; none if none were. */
  #takeMissingLines(room: string): ConsoleLine[] {
    const missing = this.#missingLines.get(room);
    if (missing === undefined) return [];
    this.#missingLines.delete(room);
    const { count, last } = missing;
    const text = `${count} ${count === 1 ? "line" : "lines"} dropped: this page received them too slowly`;
    return [{ ...last, level: "warn", text, line: null, missing: count }];
  }

  #write(event: ToPage): void {
    this.#options.socket.send(JSON.stringify(event), () => this.#sendCounts());
  }

  /** Once the page has caught up, sends what it missed, even if no further event follows. */
  #sendCounts(): void {
    const { socket, unsentBytes } = this.#options;
    const missing = this.#missingFrames.size + this.#missingLines.size + this.#missingMessages.size;
    if (missing === 0 || socket.bufferedAmount > unsentBytes / 2) return;
    const missed = [...this.#missingFrames];
    this.#missingFrames.clear();
    for (const [room, missing] of missed) this.send({ type: "frames", room, frames: [], missing });
    for (const room of [...this.#missingLines.keys()]) this.send({ type: "console", room, lines: [] });
    for (const client of [...this.#missingMessages.keys()]) this.#sendMissed(client);
  }

  #sendMissed(client: string): void {
    const count = this.#missingMessages.get(client);
    if (count === undefined) return;
    this.#missingMessages.delete(client);
    this.#write({ type: "client", client, event: { what: "missed", count, atMs: Date.now() } });
  }
}
