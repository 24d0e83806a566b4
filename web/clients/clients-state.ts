// The page's own clients, A, B, …: which there are, and what happens to each of them.
import type { ServerClientCommand } from "../../server/protocol/server-client.ts";
import {
  type Client,
  type ConnectChoices,
  type Ending,
  logged,
  type NewEntry,
  newClient,
  type Phase,
  type Place,
} from "./client.ts";
import { find, mostClients, nameProblem, nextName } from "./client-names.ts";
import { type ComposerAction, reduceComposer } from "./composer-state.ts";

export interface ClientsState {
  readonly clients: readonly Client[];
}

type Change =
  | { readonly type: "rename"; readonly to: string }
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "opened"; readonly protocol: string }
  | { readonly type: "ended"; readonly ending: Ending }
  | { readonly type: "choices"; readonly change: Partial<ConnectChoices> }
  | { readonly type: "compose"; readonly action: ComposerAction }
  | { readonly type: "offer"; readonly offer: ServerClientCommand | null }
  | { readonly type: "paused"; readonly on: boolean }
  | { readonly type: "round-trip"; readonly ms: number }
  | { readonly type: "retry"; readonly atMs: number | null }
  | { readonly type: "fold"; readonly on: boolean }
  /** `missed` more came than were handed on. */
  | { readonly type: "log"; readonly entries: readonly NewEntry[]; readonly missed?: number }
  | { readonly type: "clear" };

export type ClientsAction =
  | { readonly type: "set"; readonly clients: readonly Client[] }
  /** Without a name it is the first free letter. */
  | { readonly type: "add"; readonly name?: string }
  | { readonly type: "remove"; readonly client: string }
  /** This one unfolded and the others folded; all unfolded when it is so already. */
  | { readonly type: "only"; readonly client: string }
  | (Change & { readonly client: string });

export const noClients: ClientsState = { clients: [] };

export function reduceClients(bench: ClientsState, action: ClientsAction): ClientsState {
  switch (action.type) {
    case "set":
      return { clients: action.clients };
    case "add":
      return added(bench, action.name);
    case "remove":
      return { clients: bench.clients.filter(({ name }) => name !== action.client) };
    case "only":
      return only(bench, action.client);
    case "rename":
      if (nameProblem(action.to, namesOf(bench, action.client)) !== null) return bench;
      return change(bench, action.client, action);
    default:
      return change(bench, action.client, action);
  }
}

/** All names, or those of the others. */
export function namesOf(bench: ClientsState, but: string | null = null): string[] {
  return bench.clients.map(({ name }) => name).filter((name) => name !== but);
}

export function clientOf(bench: ClientsState, name: string): Client | null {
  return bench.clients.find((client) => client.name === name) ?? null;
}

export const canAdd = (bench: ClientsState): boolean => bench.clients.length < mostClients;

export function isOnly(bench: ClientsState, name: string): boolean {
  return bench.clients.every((client) => client.isFolded === (client.name !== name));
}

function added(bench: ClientsState, name = nextName(namesOf(bench))): ClientsState {
  if (!canAdd(bench) || find(namesOf(bench), name) !== null) return bench;
  return { clients: [...bench.clients, newClient(name)] };
}

function only(bench: ClientsState, wanted: string): ClientsState {
  const undo = isOnly(bench, wanted);
  return { clients: bench.clients.map((client) => ({ ...client, isFolded: !undo && client.name !== wanted })) };
}

function change(bench: ClientsState, name: string, by: Change): ClientsState {
  if (clientOf(bench, name) === null) return bench;
  return { clients: bench.clients.map((client) => (client.name === name ? changed(client, by) : client)) };
}

function changed(client: Client, by: Change): Client {
  switch (by.type) {
    case "rename":
      return { ...client, name: by.to.trim() };
    case "place":
      return { ...client, place: by.place, offer: null, roundTripMs: null };
    case "phase":
      return { ...client, phase: by.phase, retryAtMs: null };
    case "opened":
      return { ...client, phase: "open", protocol: by.protocol, ending: null, retryAtMs: null };
    case "ended":
      return { ...client, phase: "closed", protocol: "", ending: by.ending, isPaused: false, roundTripMs: null };
    case "choices":
      return { ...client, choices: { ...client.choices, ...by.change } };
    case "compose":
      return { ...client, composer: reduceComposer(client.composer, by.action) };
    case "offer":
      return { ...client, offer: by.offer, isFolded: client.isFolded && by.offer === null };
    case "paused":
      return { ...client, isPaused: by.on };
    case "round-trip":
      return { ...client, roundTripMs: by.ms };
    case "retry":
      return { ...client, retryAtMs: by.atMs };
    case "fold":
      return { ...client, isFolded: by.on };
    case "log":
      return logged(client, by.entries, by.missed);
    case "clear":
      return { ...client, log: [], dropped: 0 };
    default:
      return by satisfies never;
  }
}
