// What `storage` keeps, while this process runs.
export class StoredValues {
  readonly #values = new Map<string, string>();

  stored(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Returns 0, or -1 if there was nothing to delete. */
  store(key: string, json: string | null): number {
    if (json === null) return this.#values.delete(key) ? 0 : -1;
    this.#values.set(key, json);
    return 0;
  }

  storedKeys(): string {
    return JSON.stringify([...this.#values.keys()]);
  }
}
