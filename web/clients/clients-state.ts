// State of the page's clients A, B, …: a pure reducer, and the rules for names.
import { clientNameSchema, type ServerClientCommand } from "../../server/protocol/clients.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import {
  appendLog,
  type Client,
  type ConnectChoices,
  type Ending,
  isCollapsed,
  type LogEntry,
  type NewEntry,
  newClient,
  type Phase,
  type Place,
} from "./client.ts";
import { type Composer, type ComposerAction, reduceComposer, withReturned } from "./composer/composer-state.ts";

/** As many as a room accepts sockets. */
export const maxClients = limitTable.socketsPerRoom.value;

export interface ClientsState {
  readonly clients: readonly Client[];
}

/** Fields that stand for nothing but themselves. */
export type SetField = Pick<Client, "isPaused" | "roundTripMs" | "retryAtMs" | "isFolded">;

type ClientChange =
  | { readonly type: "rename"; readonly to: string }
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "opened"; readonly protocol: string }
  | { readonly type: "ended"; readonly ending: Ending }
  | { readonly type: "choices"; readonly change: Partial<ConnectChoices> }
  | { readonly type: "compose"; readonly action: ComposerAction }
  | { readonly type: "offer"; readonly offer: ServerClientCommand | null }
  | { readonly type: "set"; readonly change: Partial<SetField> }
  /** `missed`: entries that were dropped before they could be logged. */
  | { readonly type: "log"; readonly entries: readonly NewEntry[]; readonly missed?: number }
  | { readonly type: "clear" };

export type ClientsAction =
  | { readonly type: "load"; readonly clients: readonly Client[] }
  /** Without a name, the first free letter. */
  | { readonly type: "add"; readonly name?: string }
  | { readonly type: "remove"; readonly client: string }
  /** Expands this client and collapses the others; expands all when that is already so. */
  | { readonly type: "only"; readonly client: string }
  | (ClientChange & { readonly client: string });

export const noClients: ClientsState = { clients: [] };

export function reduceClients(state: ClientsState, action: ClientsAction): ClientsState {
  switch (action.type) {
    case "load":
      return { clients: action.clients };
    case "add":
      return add(state, action.name);
    case "remove":
      return { clients: state.clients.filter(({ name }) => name !== action.client) };
    case "only":
      return only(state, action.client);
    case "rename":
      if (nameProblem(action.to, namesOf(state, action.client)) !== null) return state;
      return update(state, action.client, action);
    default:
      return update(state, action.client, action);
  }
}

/** All names, or those of the other clients. */
export function namesOf(state: ClientsState, except: string | null = null): string[] {
  return state.clients.map(({ name }) => name).filter((name) => name !== except);
}

export function clientOf(state: ClientsState, name: string): Client | null {
  return state.clients.find((client) => client.name === name) ?? null;
}

export const canAdd = (state: ClientsState): boolean => state.clients.length < maxClients;

export function isOnly(state: ClientsState, name: string): boolean {
  return state.clients.every((client) => isCollapsed(client) === (client.name !== name));
}

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The first free letter. */
export function nextName(taken: readonly string[]): string {
  return letters.find((letter) => findName(taken, letter) === null) ?? "Z";
}

/** The name as it is spelled: "b" finds B. */
export function findName(names: readonly string[], wanted: string): string | null {
  const isSame = (name: string) => name.toLowerCase() === wanted.trim().toLowerCase();
  return names.find((name) => name === wanted) ?? names.find(isSame) ?? null;
}

/** Why the name cannot be used, or null. */
export function nameProblem(wanted: string, others: readonly string[]): string | null {
  const name = wanted.trim();
  if (name === "") return "A client needs a name.";
  if (name.length > 24) return `A name can have at most 24 characters; this one has ${name.length}.`;
  if (!clientNameSchema.safeParse(name).success) {
    return "A name starts with a letter or digit (A to Z, 0 to 9), followed by letters, digits, spaces, - or _.";
  }
  const other = findName(others, name);
  return other === null ? null : `There is already a client named ${other}.`;
}

export const tooManyClients = `${maxClients}-client limit reached (socketsPerRoom). Remove a client first.`;

function add(state: ClientsState, name = nextName(namesOf(state))): ClientsState {
  if (!canAdd(state) || findName(namesOf(state), name) !== null) return state;
  return { clients: [...state.clients, newClient(name)] };
}

function only(state: ClientsState, wanted: string): ClientsState {
  const isUndo = isOnly(state, wanted);
  return { clients: state.clients.map((client) => ({ ...client, isFolded: !isUndo && client.name !== wanted })) };
}

function update(state: ClientsState, name: string, change: ClientChange): ClientsState {
  if (clientOf(state, name) === null) return state;
  return { clients: state.clients.map((client) => (client.name === name ? updated(client, change) : client)) };
}

function updated(client: Client, change: ClientChange): Client {
  switch (change.type) {
    case "rename":
      return { ...client, name: change.to.trim() };
    case "place":
      return { ...client, place: change.place, offer: null, roundTripMs: null };
    case "phase":
      return {
        ...client,
        phase: change.phase,
        composer: change.phase === "closed" ? withReturned(client.composer) : client.composer,
        isPaused: client.isPaused && change.phase !== "closed",
        retryAtMs: null,
      };
    case "opened":
      return {
        ...client,
        phase: "open",
        protocol: change.protocol,
        composer: { ...client.composer, waiting: null },
        ending: null,
        isPaused: false,
        retryAtMs: null,
      };
    case "ended":
      return {
        ...client,
        phase: "closed",
        protocol: "",
        composer: withReturned(client.composer),
        ending: change.ending,
        isPaused: false,
        roundTripMs: null,
      };
    case "choices":
      return { ...client, choices: { ...client.choices, ...change.change } };
    case "compose":
      return { ...client, composer: composed(client, change.action) };
    case "offer":
      return { ...client, offer: change.offer, isFolded: change.offer === null ? client.isFolded : false };
    case "set":
      return { ...client, ...change.change };
    case "log":
      return appendLog(client, change.entries, change.missed);
    case "clear":
      return { ...client, log: [], dropped: 0 };
    default:
      return change satisfies never;
  }
}

function composed({ composer, phase }: Client, action: ComposerAction): Composer {
  const next = reduceComposer(composer, action);
  const waits = action.type === "sent" && phase !== "open";
  return waits ? { ...next, waiting: next.sent.at(-1) ?? null } : next;
}

const spokenCharacters = 80;

/** One sentence per client for screen readers, however much happened; empty when nothing did apart from what the learner did. */
export function announcement(before: ClientsState, now: ClientsState): string {
  return now.clients.flatMap((client) => summary(client, clientOf(before, client.name)) ?? []).join(" ");
}

function summary(client: Client, before: Client | null): string | null {
  const from = before?.nextSeq ?? 1;
  const recent = client.log.filter(({ seq }) => seq >= from);
  const received = recent.filter(({ what, kind }) => what === "received" && kind !== "");
  const message = received.at(-1);
  const state = recent.findLast(({ what }) => what === "opened" || what === "closed" || what === "failed");
  const count = received.length > 1 ? `${received.length} messages, the last: ` : "";
  const parts = [
    ...(message === undefined ? [] : [`received ${count}${messageText(message)}`]),
    ...(state === undefined ? [] : [state.text.slice(0, spokenCharacters).replace(/\.$/, "")]),
  ];
  return parts.length === 0 ? null : `${client.name}: ${parts.join("; ")}.`;
}

function messageText({ kind, text, bytes }: LogEntry): string {
  if (kind === "ping" || kind === "pong") return `a ${kind}`;
  if (kind === "binary") return `${bytes} bytes`;
  return text.slice(0, spokenCharacters);
}
