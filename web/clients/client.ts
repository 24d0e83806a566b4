// One client of the bench: where it runs, what it is doing, what it sent and received, what is being written.
import type { ServerClientCommand } from "../../server/protocol/server-client.ts";
import { type Composer, emptyComposer } from "./composer-state.ts";

export const keptMessages = 500;
/** Characters of all kept messages of one client, so that long ones do not fill the browser's memory. */
export const keptCharacters = 1_000_000;

export type Phase = "closed" | "connecting" | "open" | "closing";

/** `browser`: a socket of this page. `server`: run on the learner's behalf, for what no page can send. */
export const places = ["browser", "server"] as const;
export type Place = (typeof places)[number];

export interface LogEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly what: "sent" | "received" | "opened" | "closed" | "failed" | "note";
  /** What kind of message or control frame it was; empty for what is none. */
  readonly kind: "text" | "binary" | "ping" | "pong" | "close" | "";
  /** Text as it was, bytes in hex; the end of long ones is missing. */
  readonly text: string;
  /** The length of the whole payload. */
  readonly bytes: number;
}
export type NewEntry = Omit<LogEntry, "seq">;

/** What the learner typed for the next connection, as it was typed. */
export interface ConnectChoices {
  /** Names separated by commas or spaces. */
  readonly protocols: string;
  /** What follows the room in the address: a path, a query, or both. */
  readonly query: string;
  /** `Name: value`, a line each. */
  readonly headers: string;
  readonly autoReconnect: boolean;
}

/** How the last connection ended. */
export interface Ending {
  readonly text: string;
  /** null when no socket came of it. */
  readonly code: number | null;
  /** Nobody here asked for it. */
  readonly unasked: boolean;
}

export interface Client {
  readonly name: string;
  readonly place: Place;
  readonly phase: Phase;
  /** The subprotocol the handler chose; empty for none. */
  readonly protocol: string;
  readonly choices: ConnectChoices;
  readonly composer: Composer;
  readonly ending: Ending | null;
  /** Told to read nothing (`server` only). */
  readonly isPaused: boolean;
  /** The round trip of its last ping. */
  readonly roundTripMs: number | null;
  /** Something that only a client on the server can do was asked of one in the browser. */
  readonly offer: ServerClientCommand | null;
  /** When it connects again by itself. */
  readonly retryAtMs: number | null;
  readonly isFolded: boolean;
  readonly log: readonly LogEntry[];
  /** Entries that fell off the top. */
  readonly dropped: number;
  readonly nextSeq: number;
}

export const noChoices: ConnectChoices = { protocols: "", query: "", headers: "", autoReconnect: false };

export function newClient(name: string, over: Partial<Client> = {}): Client {
  return {
    name,
    place: "browser",
    phase: "closed",
    protocol: "",
    choices: noChoices,
    composer: emptyComposer,
    ending: null,
    isPaused: false,
    roundTripMs: null,
    offer: null,
    retryAtMs: null,
    isFolded: false,
    log: [],
    dropped: 0,
    nextSeq: 1,
    ...over,
  };
}

/** With more in its log; the oldest make room, `missed` of the new ones were never kept. */
export function logged(client: Client, entries: readonly NewEntry[], missed = 0): Client {
  const numbered = entries.map((entry, index) => ({ ...entry, seq: client.nextSeq + index }));
  const all = [...client.log, ...numbered];
  const over = firstKept(all);
  const nextSeq = client.nextSeq + entries.length;
  return { ...client, log: over > 0 ? all.slice(over) : all, dropped: client.dropped + over + missed, nextSeq };
}

function firstKept(log: readonly LogEntry[]): number {
  let left = keptCharacters;
  for (let index = log.length - 1; index >= 0; index--) {
    left -= log[index]?.text.length ?? 0;
    if (left < 0 || log.length - index > keptMessages) return index + 1;
  }
  return 0;
}

/** The other side went away without having meant this client: a restart, a lost network. */
export function isLoss({ code, unasked }: Ending): boolean {
  return unasked && (code === null || code === 1001 || code === 1006 || code === 1012);
}

/** The newest message, for a card that is folded to one line. */
export function lastMessage(client: Client): LogEntry | null {
  return client.log.findLast(({ what }) => what === "sent" || what === "received") ?? null;
}
