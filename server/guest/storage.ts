// `storage`: a few JSON values that outlive the handler. The host keeps them as JSON text.
import type { HostInterface } from "./bridge.ts";

const { parse, stringify } = JSON;

export function createStorage(host: Pick<HostInterface, "stored" | "store" | "storedKeys">) {
  return Object.freeze({
    get(key: unknown): unknown {
      const json = host.stored(keyOf(key));
      return json === undefined ? undefined : parse(json);
    },
    set(key: unknown, value: unknown): void {
      const name = keyOf(key);
      const json: unknown = stringify(value);
      if (typeof json !== "string") throw new TypeError(`storage.set("${name}") takes a value that JSON can express.`);
      const missing = host.store(name, json);
      if (missing <= 0) return;
      throw new RangeError(
        `storage.set("${name}") needs ${missing} bytes more than the room may store. Delete what is no longer needed.`,
      );
    },
    delete: (key: unknown): boolean => host.store(keyOf(key), null) === 0,
    keys(): string[] {
      return parse(host.storedKeys());
    },
  });
}

function keyOf(key: unknown): string {
  if (typeof key === "string") return key;
  throw new TypeError("storage takes a string as the key.");
}
