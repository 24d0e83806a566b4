// `storage` outside of ws101: JSON texts in a file of the project, so that they outlive the process.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createStorage } from "../../guest/storage.ts";
import { libraryLimits } from "./runtime.ts";

export type StoredEntries = readonly (readonly [key: string, json: string])[];

/** In the folder in which the server is started. */
const file = "storage.json";

class StoredValues {
  /** Null until the first use. */
  #values: Map<string, string> | null = null;
  #isInMemory = false;

  /** From now on there is no file. Call this before the handler is loaded. */
  keepInMemory(entries: StoredEntries): void {
    this.#isInMemory = true;
    this.#values = new Map(entries);
  }

  entries(): StoredEntries {
    return [...this.#loaded()];
  }

  stored(key: string): string | undefined {
    return this.#loaded().get(key);
  }

  /** Returns 0, or the bytes by which the limit would be exceeded, or -1 if there was nothing to delete. */
  store(key: string, json: string | null): number {
    const values = this.#loaded();
    if (json === null && !values.delete(key)) return -1;
    if (json !== null) {
      const missing = bytesOf(new Map([...values, [key, json]])) - libraryLimits.storageBytes;
      if (missing > 0) return missing;
      values.set(key, json);
    }
    this.#write(values);
    return 0;
  }

  storedKeys(): string {
    return JSON.stringify([...this.#loaded().keys()]);
  }

  #loaded(): Map<string, string> {
    this.#values ??= new Map(readFile());
    return this.#values;
  }

  /** A process that is ended meanwhile leaves the old file. */
  #write(values: ReadonlyMap<string, string>): void {
    if (this.#isInMemory) return;
    const members = [...values].map(([key, json]) => `  ${JSON.stringify(key)}: ${json}`);
    writeFileSync(`${file}.new`, `{\n${members.join(",\n")}\n}\n`);
    renameSync(`${file}.new`, file);
  }
}

function readFile(): StoredEntries {
  const values: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]);
}

function bytesOf(values: ReadonlyMap<string, string>): number {
  return [...values].reduce((bytes, [key, json]) => bytes + Buffer.byteLength(key) + Buffer.byteLength(json), 0);
}

export const storedValues = new StoredValues();
export const storage = createStorage(storedValues);
