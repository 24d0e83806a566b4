// The bench and its saved messages in this browser's storage, a lesson each; written a moment after the last change.

import type { Store } from "../ui/store.ts";
import { newClient } from "./client.ts";
import type { ClientsAction, ClientsState } from "./clients-state.ts";
import { clientsFromText, clientsToText } from "./clients-text.ts";
import { readSaved, type Saved, type SavedAction } from "./saved-messages.ts";

interface BenchStores {
  readonly bench: Store<ClientsState, ClientsAction>;
  readonly saved: Store<Saved, SavedAction>;
}

const settleMs = 300;

export class ClientsStorage implements Disposable {
  readonly #storage: Storage;
  readonly #lesson: string;
  readonly #stores: BenchStores;
  readonly #leave = new DisposableStack();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #written = "";

  /** Fills the stores with what was kept, or with the lesson's own clients, and keeps what they become. */
  constructor(storage: Storage, lesson: string, names: readonly string[], stores: BenchStores) {
    this.#storage = storage;
    this.#lesson = lesson;
    this.#stores = stores;
    const clients = clientsFromText(this.#get("bench")) ?? names.map((name) => newClient(name));
    stores.bench.dispatch({ type: "set", clients });
    stores.saved.dispatch({ type: "set", messages: readSaved(this.#get("saved")) });
    this.#leave.defer(stores.bench.subscribe(() => this.#soon()));
    this.#leave.defer(stores.saved.subscribe(() => this.#keepSaved()));
    // A page that goes away is not asked again.
    const onHide = () => this.#keepBench();
    window.addEventListener("pagehide", onHide);
    this.#leave.defer(() => window.removeEventListener("pagehide", onHide));
  }

  [Symbol.dispose](): void {
    this.#leave.dispose();
    this.#keepBench();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#keepBench(), settleMs);
  }

  #keepBench(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = clientsToText(this.#stores.bench.get());
    if (text !== this.#written) this.#put("bench", text);
    this.#written = text;
  }

  #keepSaved(): void {
    this.#put("saved", JSON.stringify(this.#stores.saved.get().messages));
  }

  #get(what: "bench" | "saved"): string | null {
    try {
      return this.#storage.getItem(`ws101.${what}.${this.#lesson}`);
    } catch {
      return null;
    }
  }

  /** A full or forbidden storage costs only this safety net. */
  #put(what: "bench" | "saved", text: string): void {
    try {
      this.#storage.setItem(`ws101.${what}.${this.#lesson}`, text);
    } catch {}
  }
}
