// One client: where it runs, its connection's state, its log, and the message being written.
import type { ServerClientCommand } from "../../server/protocol/clients.ts";
import { type Composer, emptyComposer } from "./composer/composer-state.ts";

export const keptMessages = 500;
/** Limits the memory of one client's log, in characters. */
export const keptCharacters = 1_000_000;

export type Phase = "closed" | "connecting" | "open" | "closing";

/** `browser`: a socket of this page. `server`: run by the server, for what no page can send. */
export const places = ["browser", "server"] as const;
export type Place = (typeof places)[number];

export interface LogEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly what: "sent" | "received" | "opened" | "closed" | "failed" | "note";
  /** The kind of message or control frame; empty for other entries. */
  readonly kind: "text" | "binary" | "ping" | "pong" | "close" | "";
  /** Text as is, binary in hex; long payloads are cut. */
  readonly text: string;
  /** The length of the whole payload. */
  readonly bytes: number;
  /** For `closed`: neither the learner closed it nor did the server close normally. */
  readonly isAbnormal?: boolean;
}
export type NewEntry = Omit<LogEntry, "seq">;

/** Settings for the next connection, as entered. */
export interface ConnectChoices {
  /** Names separated by commas or spaces. */
  readonly protocols: string;
  /** What follows the room in the address: a path, a query, or both. */
  readonly query: string;
  /** One `Name: value` per line. */
  readonly headers: string;
  readonly autoReconnect: boolean;
}

/** How the last connection ended. */
export interface Ending {
  readonly text: string;
  /** null when no socket was opened. */
  readonly code: number | null;
  /** It was not closed from this page. */
  readonly unasked: boolean;
}

export interface Client {
  readonly name: string;
  readonly place: Place;
  readonly phase: Phase;
  /** The subprotocol that the handler chose; empty for none. */
  readonly protocol: string;
  readonly choices: ConnectChoices;
  readonly composer: Composer;
  readonly ending: Ending | null;
  /** Reading is paused (`server` only). */
  readonly isPaused: boolean;
  readonly roundTripMs: number | null;
  /** A command for which this client has to move to the server. */
  readonly offer: ServerClientCommand | null;
  /** Time of the next automatic reconnect (epoch ms). */
  readonly retryAtMs: number | null;
  /** null: collapsed while the client is unused. */
  readonly isFolded: boolean | null;
  readonly log: readonly LogEntry[];
  /** The number of older entries that were dropped. */
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
    isFolded: null,
    log: [],
    dropped: 0,
    nextSeq: 1,
    ...over,
  };
}

/** Whether the client shows as one row. */
export function isCollapsed({ isFolded, phase, ending, log, composer }: Client): boolean {
  return isFolded ?? (phase === "closed" && ending === null && log.length === 0 && composer.text === "");
}

/** Appends log entries and drops the oldest beyond the limits. `missed` entries were dropped before. */
export function appendLog(client: Client, entries: readonly NewEntry[], missed = 0): Client {
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

/** Worth a warning: closed by the other side, and not with 1000. */
export function isAbnormal({ code, unasked }: Ending): boolean {
  return unasked && code !== 1000;
}

/** The connection was lost, for example in a restart, rather than closed by the handler. */
export function isLoss({ code, unasked }: Ending): boolean {
  return unasked && (code === null || code === 1001 || code === 1006 || code === 1012);
}

/** Why the client cannot be renamed now, or null: the wire shows open sockets by name. */
export function renameRefusal({ name, phase }: Client): string | null {
  return phase === "closed" ? null : `Disconnect ${name} before you rename it.`;
}

export function lastMessage(client: Client): LogEntry | null {
  return client.log.findLast(({ what }) => what === "sent" || what === "received") ?? null;
}
