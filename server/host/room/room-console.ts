// What a handler prints, on its way to the page: made harmless, limited, in batches.

import type { LogLevel } from "../../protocol/guest.ts";
import type { ConsoleLine } from "../../protocol/host.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { HostServices } from "../host-services.ts";
import { terminalText } from "../terminal-text.ts";

const flushMs = 50;
/** The protocol's own maximum for one line, in characters. */
const longestLine = 16_000;

export class Console implements Disposable {
  readonly #room: string;
  readonly #house: HostServices;
  readonly #rate: TokenBucket;
  #lines: ConsoleLine[] = [];
  #missing = 0;
  #lastSeen: Pick<ConsoleLine, "atMs" | "version"> = { atMs: 0, version: 0 };
  #timer: NodeJS.Timeout | null = null;

  constructor(room: string, house: HostServices) {
    this.#room = room;
    this.#house = house;
    const { logLinesPerSecond } = house.limits;
    this.#rate = new TokenBucket(logLinesPerSecond, logLinesPerSecond, performance.now());
  }

  print(line: { level: LogLevel; text: string; line: number | null; atMs: number; version: number }): void {
    const now = performance.now();
    this.#lastSeen = { atMs: line.atMs, version: line.version };
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
    if (this.#house.channel.crowded || this.#rate.waitMs(1, now) > 0) {
      this.#missing += 1;
      return;
    }
    this.#rate.take(1, now);
    const maxBytes = Math.min(this.#house.limits.logLineBytes, longestLine);
    this.#lines.push({ ...line, text: terminalText(line.text, maxBytes), missing: this.#missing });
    this.#missing = 0;
  }

  /** Lines that were lost before they came here. */
  miss(lines: number): void {
    this.#missing += lines;
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** What was printed so far, told at once: something else is about to be told that came after it. */
  hurry(): void {
    this.#send();
  }

  /** A sentence of ours in the learner's console. */
  note(text: string, atMs: number): void {
    this.print({ level: "warn", text, line: null, atMs, version: this.#lastSeen.version });
  }

  [Symbol.dispose](): void {
    this.#tellMissing();
    this.#send();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #flush(): void {
    this.#timer = null;
    // The flood is over once the rate allows a line again and none came: then its size is told.
    const over = this.#lines.length === 0 && this.#rate.waitMs(1, performance.now()) === 0;
    if (over && !this.#house.channel.crowded) this.#tellMissing();
    this.#send();
    if (this.#missing > 0) this.#timer = setTimeout(() => this.#flush(), flushMs);
  }

  #tellMissing(): void {
    if (this.#missing === 0) return;
    const text = `${this.#missing} lines are not shown: a room prints at most ${this.#house.limits.logLinesPerSecond} a second.`;
    this.#lines.push({ level: "warn", text, line: null, ...this.#lastSeen, missing: this.#missing });
    this.#missing = 0;
  }

  #send(): void {
    if (this.#lines.length === 0) return;
    this.#house.channel.tell({ type: "console", room: this.#room, lines: this.#lines });
    this.#lines = [];
  }
}
