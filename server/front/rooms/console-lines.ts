// Console lines of rooms, kept for pages that follow later: as UTF-8 outside the heap, within a budget of bytes.
import { type ConsoleLine, consoleLineSchema } from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";

/** A room that no page watches keeps this share of its budget. */
const unwatchedShare = 1 / 4;
const smallestSegmentBytes = 1 << 10;
const largestSegmentBytes = 16 << 10;

export class ConsoleLines {
  readonly #limits: Limits;
  readonly #byRoom = new Map<string, RoomLines>();
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** What all rooms' lines occupy. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps the newest lines of the room, fewer if no page watches it or many rooms print. */
  keep(room: string, lines: readonly ConsoleLine[], isWatched: boolean): void {
    const { consoleBytesPerRoom, consoleBytesPerServer } = this.#limits;
    const kept = this.#byRoom.get(room) ?? new RoomLines();
    this.#byRoom.set(room, kept);
    const share = consoleBytesPerServer / this.#byRoom.size;
    const most = Math.min(isWatched ? consoleBytesPerRoom : consoleBytesPerRoom * unwatchedShare, share);
    for (const line of lines) this.#change(kept, () => kept.append(line, most));
    if (this.#bytes <= consoleBytesPerServer) return;
    for (const each of this.#byRoom.values()) this.#change(each, () => each.trim(share));
  }

  of(room: string): ConsoleLine[] {
    return this.#byRoom.get(room)?.all() ?? [];
  }

  forget(room: string): void {
    this.#bytes -= this.#byRoom.get(room)?.bytes ?? 0;
    this.#byRoom.delete(room);
  }

  #change(room: RoomLines, change: () => void): void {
    const before = room.bytes;
    change();
    this.#bytes += room.bytes - before;
  }
}

interface Segment {
  readonly buffer: Buffer;
  used: number;
}

/** JSON lines in a few buffers, of which the oldest is dropped as a whole. */
class RoomLines {
  readonly #segments: Segment[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  append(line: ConsoleLine, most: number): void {
    const text = `${JSON.stringify(line)}\n`;
    const length = Buffer.byteLength(text);
    const last = this.#segments.at(-1);
    const segment = last !== undefined && last.used + length <= last.buffer.length ? last : this.#grow(length, most);
    segment.used += segment.buffer.write(text, segment.used);
    this.trim(most);
  }

  /** Keeps the newest segment, whatever its size. */
  trim(most: number): void {
    while (this.#bytes > most && this.#segments.length > 1) {
      this.#bytes -= this.#segments.shift()?.buffer.length ?? 0;
    }
  }

  all(): ConsoleLine[] {
    const texts = this.#segments.flatMap(({ buffer, used }) => buffer.toString("utf8", 0, used).split("\n"));
    return texts.filter((text) => text !== "").map((text) => consoleLineSchema.parse(JSON.parse(text)));
  }

  /** Segments double in size, so that a room that prints little keeps little. */
  #grow(length: number, most: number): Segment {
    const bytes = Math.min(Math.max(this.#bytes, smallestSegmentBytes), largestSegmentBytes, Math.ceil(most / 4));
    const segment = { buffer: this.#bufferOf(Math.max(length, bytes), most), used: 0 };
    this.#segments.push(segment);
    this.#bytes += segment.buffer.length;
    return segment;
  }

  /** Memory outside the heap is freed late, so a room that prints all the time writes over its oldest lines. */
  #bufferOf(bytes: number, most: number): Buffer {
    const [oldest] = this.#segments;
    const isReusable = oldest !== undefined && oldest.buffer.length >= bytes && this.#bytes + bytes > most;
    if (!isReusable) return Buffer.allocUnsafeSlow(bytes);
    this.#segments.shift();
    this.#bytes -= oldest.buffer.length;
    return oldest.buffer;
  }
}
