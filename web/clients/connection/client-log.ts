// Batches the clients' log entries: a thousand messages a second become about thirty page updates.
import type { Store } from "../../ui/store.ts";
import { keptMessages, type NewEntry } from "../client.ts";
import type { ClientsAction, ClientsState } from "../clients-state.ts";

const flushMs = 33;

interface Batch {
  readonly entries: NewEntry[];
  missed: number;
}

export class ClientLog {
  readonly #store: Store<ClientsState, ClientsAction>;
  readonly #batches = new Map<string, Batch>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store<ClientsState, ClientsAction>) {
    this.#store = store;
  }

  add(name: string, entry: Omit<NewEntry, "atMs">): void {
    const batch = this.#batches.get(name) ?? { entries: [], missed: 0 };
    batch.entries.push({ atMs: Date.now(), ...entry });
    // Timers of a background page run rarely: do not collect more than the log keeps.
    if (batch.entries.length > keptMessages) {
      batch.entries.shift();
      batch.missed++;
    }
    this.#batches.set(name, batch);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  note(name: string, what: NewEntry["what"], text: string): void {
    this.add(name, { what, kind: "", text, bytes: 0 });
  }

  remove(name: string): void {
    this.#batches.delete(name);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    for (const [client, batch] of this.#batches) this.#store.dispatch({ type: "log", client, ...batch });
    this.#batches.clear();
  }
}
