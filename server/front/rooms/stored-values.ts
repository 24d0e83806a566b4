// Copy of what rooms have stored, for rooms that open again; it survives the loss of a host. When all values take too much memory,
// those of the rooms that used theirs longest ago are dropped.
import { LRUCache } from "lru-cache";
import type { StoredEntry } from "../../protocol/host.ts";
import type { FrontParts } from "../front-parts.ts";
import type { RoomRegistry } from "./room-registry.ts";

/** An entry's own cost in memory. */
const entryBytes = 100;

type Values = ReadonlyMap<string, string>;

export interface StoredValuesOptions extends Pick<FrontParts, "limits" | "topics"> {
  readonly registry: RoomRegistry;
}

export class StoredValues {
  readonly #maxBytes: number;
  readonly #byRoom: LRUCache<string, Values>;

  constructor({ limits, topics, registry }: StoredValuesOptions) {
    this.#maxBytes = limits.storageBytes;
    this.#byRoom = new LRUCache({
      maxSize: limits.storageBytesPerServer,
      sizeCalculation: (values) => 1 + sizeOf(values),
    });
    topics.subscribe("room.message", ({ host, message }) => {
      if (message.type !== "stored") return;
      const room = registry.known(message.room);
      // A room that was just closed reports its last changes afterwards.
      const isFrom = room?.host === host || room?.opening === host || room?.host === null;
      if (isFrom) this.#update(message.room, message.entries);
    });
  }

  of(room: string): StoredEntry[] {
    return [...(this.#byRoom.get(room) ?? [])];
  }

  #update(room: string, changes: readonly StoredEntry[]): void {
    const values = new Map(this.#byRoom.get(room));
    for (const [key, json] of changes) {
      if (json === null) values.delete(key);
      else values.set(key, json);
    }
    // Only a compromised host reports more than a room may store.
    const bytes = sizeOf(values) - values.size * entryBytes;
    if (bytes <= this.#maxBytes) this.#byRoom.set(room, values);
  }
}

function sizeOf(values: Values): number {
  let bytes = 0;
  for (const [key, json] of values) bytes += key.length + json.length + entryBytes;
  return bytes;
}
