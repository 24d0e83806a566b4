// Storage of a room's handlers: JSON texts by key, with a limit for all of them. Changes are reported to the front, which keeps a
// copy in case this process is lost.
import type { Storage } from "../../protocol/guest.ts";
import type { RoomPlan, StoredEntry } from "../../protocol/host.ts";
import type { Channel, HostServices } from "../host-services.ts";

/** Changes are reported at most once in this time. A lost process takes those with it that it has not reported. */
const reportMs = 1_000;

export class RoomStorage implements Storage, Disposable {
  readonly #room: string;
  readonly #limitBytes: number;
  readonly #channel: Channel;
  readonly #values = new Map<string, string>();
  readonly #changed = new Set<string>();
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  /** Starts with the entries from an earlier life of the room. */
  constructor({ room, stored = [] }: RoomPlan, { limits, channel }: HostServices) {
    this.#room = room;
    this.#limitBytes = limits.storageBytes;
    this.#channel = channel;
    for (const [key, json] of stored) if (json !== null) this.#put(key, json);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  set(key: string, json: string): number {
    const missing = this.#bytes - this.#bytesOf(key) + bytesOf(key, json) - this.#limitBytes;
    if (missing > 0) return missing;
    this.#put(key, json);
    this.#onChange(key);
    return 0;
  }

  delete(key: string): boolean {
    this.#bytes -= this.#bytesOf(key);
    const isDeleted = this.#values.delete(key);
    if (isDeleted) this.#onChange(key);
    return isDeleted;
  }

  /** Reports the last changes. */
  [Symbol.dispose](): void {
    this.#report();
  }

  #put(key: string, json: string): void {
    this.#bytes += bytesOf(key, json) - this.#bytesOf(key);
    this.#values.set(key, json);
  }

  #bytesOf(key: string): number {
    const json = this.#values.get(key);
    return json === undefined ? 0 : bytesOf(key, json);
  }

  #onChange(key: string): void {
    this.#changed.add(key);
    this.#timer ??= setTimeout(() => this.#report(), Math.max(0, this.#reportedAtMs + reportMs - performance.now()));
  }

  #report(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#reportedAtMs = performance.now();
    if (this.#changed.size === 0) return;
    const entries = [...this.#changed].map((key): StoredEntry => [key, this.#values.get(key) ?? null]);
    this.#changed.clear();
    this.#channel.send({ type: "stored", room: this.#room, entries });
  }
}

function bytesOf(key: string, json: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(json);
}
