// Keeps a lesson's clients and saved messages in this browser's storage, shortly after each change.
import { z } from "zod";
import { clientNameSchema } from "../../server/protocol/clients.ts";
import { attempt } from "../ui/attempt.ts";
import type { Store } from "../ui/store.ts";
import { type Client, newClient, noChoices, places } from "./client.ts";
import { type ClientsAction, type ClientsState, findName, maxClients } from "./clients-state.ts";
import { emptyComposer, encodings, kinds } from "./composer/composer-state.ts";
import { parseList, parseSaved, type Saved, type SavedAction } from "./composer/saved-messages.ts";

interface ClientStores {
  readonly clients: Store<ClientsState, ClientsAction>;
  readonly saved: Store<Saved, SavedAction>;
}

const writeDelayMs = 300;

export class ClientsStorage implements Disposable {
  readonly #storage: Storage;
  readonly #lesson: string;
  readonly #stores: ClientStores;
  readonly #cleanup = new DisposableStack();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #written = "";

  /** Fills the stores from storage, or with the lesson's own clients (`names`), and writes their changes back. */
  constructor(storage: Storage, lesson: string, names: readonly string[], stores: ClientStores) {
    this.#storage = storage;
    this.#lesson = lesson;
    this.#stores = stores;
    const clients = parseClients(this.#get("clients")) ?? names.map((name) => newClient(name));
    stores.clients.dispatch({ type: "load", clients });
    stores.saved.dispatch({ type: "set", messages: parseSaved(this.#get("saved")) });
    this.#cleanup.defer(
      stores.clients.subscribe(() => {
        this.#timer ??= setTimeout(() => this.#writeClients(), writeDelayMs);
      }),
    );
    this.#cleanup.defer(stores.saved.subscribe(() => this.#put("saved", JSON.stringify(stores.saved.get().messages))));
    // Timers no longer run after `pagehide`.
    const onHide = () => this.#writeClients();
    window.addEventListener("pagehide", onHide);
    this.#cleanup.defer(() => window.removeEventListener("pagehide", onHide));
  }

  [Symbol.dispose](): void {
    this.#cleanup.dispose();
    this.#writeClients();
  }

  #writeClients(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = formatClients(this.#stores.clients.get());
    if (text !== this.#written) this.#put("clients", text);
    this.#written = text;
  }

  #get(what: "clients" | "saved"): string | null {
    return attempt(() => this.#storage.getItem(`ws101.${what}.${this.#lesson}`)) ?? null;
  }

  /** Where storage is full or forbidden, a reload loses these. */
  #put(what: "clients" | "saved", text: string): void {
    attempt(() => this.#storage.setItem(`ws101.${what}.${this.#lesson}`, text));
  }
}

const enteredText = z.string().max(256 << 10);
const clientSchema = z.object({
  name: clientNameSchema,
  place: z.enum(places).catch("browser"),
  choices: z
    .object({ protocols: enteredText, query: enteredText, headers: enteredText, autoReconnect: z.boolean() })
    .catch(noChoices),
  message: z
    .object({ kind: z.enum(kinds), encoding: z.enum(encodings), text: enteredText })
    .catch({ kind: "text", encoding: "hex", text: "" }),
  isFolded: z.boolean().nullable().catch(null),
});

export function formatClients({ clients }: ClientsState): string {
  return JSON.stringify(
    clients.map(({ name, place, choices, composer, isFolded }) => {
      const { kind, encoding, text } = composer;
      return { name, place, choices, message: { kind, encoding, text }, isFolded };
    }),
  );
}

/** Skips invalid and duplicate clients. Returns null when the text is not a list. */
export function parseClients(text: string | null): Client[] | null {
  const clients = parseList(text, clientSchema);
  if (clients === null) return null;
  const names = clients.map(({ name }) => name);
  const unique = clients.filter(({ name }, index) => findName(names.slice(0, index), name) === null);
  return unique.slice(0, maxClients).map(({ name, message, ...rest }) => {
    return newClient(name, { ...rest, composer: { ...emptyComposer, ...message } });
  });
}
