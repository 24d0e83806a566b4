// What happened to the clients, gathered for the page: a thousand messages a second are some thirty changes of it.

import type { Store } from "../ui/store.ts";
import { keptMessages, type NewEntry } from "./client.ts";
import type { ClientsAction, ClientsState } from "./clients-state.ts";

const paintMs = 33;

interface Gathered {
  readonly entries: NewEntry[];
  missed: number;
}

export class ClientLog {
  readonly #bench: Store<ClientsState, ClientsAction>;
  readonly #gathered = new Map<string, Gathered>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bench: Store<ClientsState, ClientsAction>) {
    this.#bench = bench;
  }

  add(name: string, entry: Omit<NewEntry, "atMs">): void {
    const gathered = this.#gathered.get(name) ?? { entries: [], missed: 0 };
    gathered.entries.push({ atMs: Date.now(), ...entry });
    // A page in the background paints seldom: what it would not keep is not gathered either.
    if (gathered.entries.length > keptMessages) {
      gathered.entries.shift();
      gathered.missed++;
    }
    this.#gathered.set(name, gathered);
    this.#timer ??= setTimeout(() => this.#flush(), paintMs);
  }

  note(name: string, what: NewEntry["what"], text: string): void {
    this.add(name, { what, kind: "", text, bytes: 0 });
  }

  forget(name: string): void {
    this.#gathered.delete(name);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    for (const [client, gathered] of this.#gathered) this.#bench.dispatch({ type: "log", client, ...gathered });
    this.#gathered.clear();
  }
}
