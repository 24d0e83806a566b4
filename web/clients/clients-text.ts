// What a reload must not lose of the bench: which clients there are, where they run, what was typed for them.
import { z } from "zod";
import { clientNameSchema } from "../../server/protocol/server-client.ts";
import { type Client, newClient, noChoices, places } from "./client.ts";
import { find, mostClients } from "./client-names.ts";
import type { ClientsState } from "./clients-state.ts";
import { emptyComposer, encodings, kinds } from "./composer-state.ts";

const typed = z.string().max(256 << 10);
const clientSchema = z.object({
  name: clientNameSchema,
  place: z.enum(places).catch("browser"),
  choices: z.object({ protocols: typed, query: typed, headers: typed, autoReconnect: z.boolean() }).catch(noChoices),
  written: z
    .object({ kind: z.enum(kinds), encoding: z.enum(encodings), text: typed })
    .catch({ kind: "text", encoding: "hex", text: "" }),
  isFolded: z.boolean().catch(false),
});

export function clientsToText({ clients }: ClientsState): string {
  return JSON.stringify(
    clients.map(({ name, place, choices, composer, isFolded }) => {
      const { kind, encoding, text } = composer;
      return { name, place, choices, written: { kind, encoding, text }, isFolded };
    }),
  );
}

/** null when there is nothing that can be read: then the lesson says which clients there are. */
export function clientsFromText(text: string | null): Client[] | null {
  try {
    const found = z.array(z.unknown()).parse(JSON.parse(text ?? ""));
    const clients = found.flatMap((one) => clientSchema.safeParse(one).data ?? []);
    const unique = clients.filter(({ name }, index) => find(namesBefore(clients, index), name) === null);
    return unique.slice(0, mostClients).map(({ name, written, ...rest }) => {
      return newClient(name, { ...rest, composer: { ...emptyComposer, ...written } });
    });
  } catch {
    return null;
  }
}

function namesBefore(clients: readonly { readonly name: string }[], index: number): string[] {
  return clients.slice(0, index).map(({ name }) => name);
}
