// The clients' open connections: opens them, reports their events to the page, and reconnects lost ones.
import type { ServerClientCommand } from "../../../server/protocol/clients.ts";
import { limitTable } from "../../../server/protocol/limits.ts";
import { backoffMs } from "../../net/backoff.ts";
import { hex } from "../../ui/bytes.ts";
import type { Store } from "../../ui/store.ts";
import { type Client, isAbnormal, keptMessages, type NewEntry } from "../client.ts";
import { type ClientsAction, type ClientsState, clientOf, type SetField } from "../clients-state.ts";
import { byteLength, type Data } from "../composer/compose.ts";
import { clientAddress, parseHeaders, parseProtocols, parseQuery } from "./connect-choices.ts";
import {
  BrowserConnection,
  type Connection,
  type ConnectionEvent,
  type ConnectionListener,
  keptBytes,
  pageToken,
} from "./connection.ts";
import { type ClientChannel, ServerConnection } from "./server-connection.ts";

export interface ConnectionsOptions {
  readonly store: Store<ClientsState, ClientsAction>;
  readonly channel: ClientChannel;
  /** The address of the learner's room for a socket of this page. */
  url(): string;
  /** False: their names are enough, on every page's wire. By default, other pages say that they are another tab's. */
  readonly namesPage?: boolean;
}

type Action = (connection: Connection) => string | null;

/** Methods return null, or a sentence that says why the call failed. */
export class Connections {
  readonly log: ClientLog;
  readonly #options: ConnectionsOptions;
  readonly #connections = new Map<string, Connection>();
  /** Actions to run once a client is open. */
  readonly #pending = new Map<string, Action[]>();
  /** Clients that were closed from this page. */
  readonly #closing = new Set<string>();
  readonly #retries = new ClientRetries((name) => this.#reconnect(name));

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.log = new ClientLog(options.store);
  }

  open(client: Client): string | null {
    const { name } = client;
    const created = this.#create(client);
    if (typeof created === "string") {
      this.log.note(name, "failed", created);
      return created;
    }
    this.#closing.delete(name);
    this.#connections.set(name, created);
    this.#dispatch({ type: "phase", client: name, phase: "connecting" });
    return null;
  }

  /** Runs the action now or once the client is open. Opens a closed client. */
  whenOpen(client: Client, action: Action): string | null {
    const { name, phase } = client;
    if (phase === "closing") return `${name} is closing. Wait until it has closed.`;
    const problem = phase === "closed" ? this.open(client) : null;
    const connection = this.#connections.get(name);
    if (problem !== null || connection === undefined) return problem;
    if (phase === "open") return action(connection);
    this.#pending.set(name, [...(this.#pending.get(name) ?? []), action]);
    return null;
  }

  send(client: Client, data: Data, fragments: number): string | null {
    return this.whenOpen(client, (connection) => {
      const problem = connection.send(data, fragments);
      if (problem === null) this.log.add(client.name, sentMessage(data));
      return problem;
    });
  }

  /** For clients on the server. */
  run(client: Client, command: ServerClientCommand): string | null {
    return this.whenOpen(client, (connection) => {
      const isOnServer = connection instanceof ServerConnection;
      const problem = isOnServer ? connection.run(command) : `${client.name} runs in this page.`;
      if (problem === null) this.#logCommand(client.name, command);
      return problem;
    });
  }

  close(client: Client, code: number | null, reason: string): string | null {
    const { name } = client;
    const connection = this.#connections.get(name);
    if (connection === undefined) return null;
    const problem = connection.close(code, reason);
    if (problem !== null) return problem;
    this.#closing.add(name);
    const text = code === null ? "" : `${code} ${reason}`.trim();
    this.log.add(name, { what: "sent", kind: "close", text, bytes: 0 });
    this.#dispatch({ type: "phase", client: name, phase: "closing" });
    return null;
  }

  cancelRetry(client: Client): void {
    this.#retries.cancel(client.name);
    if (client.retryAtMs !== null) this.#set(client.name, { retryAtMs: null });
  }

  /** Closes without waiting for the closing handshake. */
  drop(client: Client): void {
    const { name } = client;
    this.cancelRetry(client);
    this.#connections.get(name)?.drop();
    this.#remove(name);
    if (client.phase !== "closed") this.#dispatch({ type: "phase", client: name, phase: "closed" });
  }

  dispose(): void {
    for (const connection of this.#connections.values()) connection.drop();
    this.#connections.clear();
    this.#retries.dispose();
    this.log.dispose();
  }

  get #page(): string | undefined {
    return this.#options.namesPage === false ? undefined : pageToken;
  }

  #create(client: Client): Connection | string {
    const { name, place, choices } = client;
    const protocols = parseProtocols(choices.protocols);
    if (!protocols.ok) return protocols.problem;
    // Events of an earlier connection are ignored.
    const listener: ConnectionListener = (event) =>
      connection === this.#connections.get(name) && this.#receive(name, event);
    let connection: Connection;
    try {
      connection =
        place === "server"
          ? this.#createOnServer(client, protocols.value, listener)
          : new BrowserConnection(
              clientAddress(this.#options.url(), choices.query, name, this.#page ?? null),
              protocols.value,
              listener,
            );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return connection;
  }

  /** Throws for invalid headers. */
  #createOnServer({ name, choices }: Client, protocols: string[], listener: ConnectionListener): Connection {
    const headers = parseHeaders(choices.headers);
    if (!headers.ok) throw new Error(headers.problem);
    const options = { protocols, headers: headers.value, query: parseQuery(choices.query), page: this.#page };
    return new ServerConnection(name, this.#options.channel, options, listener);
  }

  #receive(name: string, event: ConnectionEvent) {
    switch (event.what) {
      case "opened":
        return this.#opened(name, event.protocol);
      case "received":
        return this.log.add(name, event);
      case "round-trip":
        this.#set(name, { roundTripMs: event.ms });
        return this.log.note(name, "note", `round trip ${event.ms.toFixed(1)} ms, from this page through the server`);
      case "missed":
        return this.log.note(
          name,
          "note",
          `${event.count} more received and not shown (limit: ${limitTable.clientMessagesPerSecond.value}/s)`,
        );
      case "paused":
        return this.#set(name, { isPaused: event.on });
      case "failed":
        return this.log.note(name, "failed", event.text);
      case "ended":
        return this.#ended(name, event.code, event.text);
      default:
        event satisfies never;
    }
  }

  #opened(name: string, protocol: string): void {
    this.#retries.opened(name);
    this.#dispatch({ type: "opened", client: name, protocol });
    this.log.note(name, "opened", protocol === "" ? "open" : `open, subprotocol ${protocol}`);
    const connection = this.#connections.get(name);
    const actions = this.#pending.get(name) ?? [];
    this.#pending.delete(name);
    for (const action of connection ? actions : []) {
      const problem = connection && action(connection);
      if (problem) this.log.note(name, "failed", problem);
    }
  }

  #logCommand(name: string, command: ServerClientCommand) {
    switch (command.do) {
      case "ping":
      case "pong": {
        const { do: kind, data: text } = command;
        return this.log.add(name, { what: "sent", kind, text, bytes: byteLength(text) });
      }
      case "cut":
        this.#closing.add(name);
        return this.log.note(name, "note", "connection cut: no close frame was sent");
      case "pause":
      case "resume":
        return this.log.note(name, "note", command.do === "pause" ? "stopped reading" : "reading again");
      default:
        return;
    }
  }

  #ended(name: string, code: number | null, text: string): void {
    const unasked = !this.#closing.has(name);
    this.#remove(name);
    const ending = { text, code, unasked };
    this.#dispatch({ type: "ended", client: name, ending });
    this.log.add(name, { what: "closed", kind: "", text, bytes: 0, isAbnormal: isAbnormal(ending) });
    const client = clientOf(this.#options.store.get(), name);
    if (!client?.choices.autoReconnect || !unasked) return;
    this.#set(name, { retryAtMs: this.#retries.closed(name, code) });
  }

  #reconnect(name: string): void {
    const client = clientOf(this.#options.store.get(), name);
    if (client?.phase === "closed") this.open(client);
  }

  #remove(name: string): void {
    this.#connections.delete(name);
    this.#pending.delete(name);
    this.#closing.delete(name);
  }

  #set(client: string, change: Partial<SetField>): void {
    this.#dispatch({ type: "set", client, change });
  }

  #dispatch(action: ClientsAction): void {
    this.#options.store.dispatch(action);
  }
}

function sentMessage(data: Data): Omit<NewEntry, "atMs"> {
  const bytes = byteLength(data);
  if (typeof data === "string") return { what: "sent", kind: "text", text: data, bytes };
  return { what: "sent", kind: "binary", text: hex(data.subarray(0, keptBytes)), bytes };
}

const flushMs = 33;

interface Batch {
  readonly entries: NewEntry[];
  missed: number;
}

class ClientLog {
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

const backoff = { firstMs: 1_000, maxMs: 30_000 };
/** A connection that was open this long resets the backoff. */
const stableMs = 5_000;
/** After these codes the server does not expect the client to return. */
const finalCodes = new Set([1000, 1008]);

interface Retry {
  attempt: number;
  openedAtMs: number | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class ClientRetries {
  readonly #retries = new Map<string, Retry>();
  readonly #connect: (name: string) => void;

  constructor(connect: (name: string) => void) {
    this.#connect = connect;
  }

  opened(name: string): void {
    this.#retry(name).openedAtMs = performance.now();
  }

  /** Schedules a reconnect. Returns its time (epoch ms), or null when the client stays closed. */
  closed(name: string, code: number | null): number | null {
    if (code !== null && finalCodes.has(code)) return null;
    const retry = this.#retry(name);
    if (retry.openedAtMs !== null && performance.now() - retry.openedAtMs > stableMs) retry.attempt = 0;
    retry.openedAtMs = null;
    const waitMs = backoffMs(backoff, retry.attempt++, Math.random());
    clearTimeout(retry.timer);
    retry.timer = setTimeout(() => this.#connect(name), waitMs);
    return Date.now() + waitMs;
  }

  cancel(name: string): void {
    clearTimeout(this.#retries.get(name)?.timer);
    this.#retries.delete(name);
  }

  dispose(): void {
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
  }

  #retry(name: string): Retry {
    const retry = this.#retries.get(name) ?? { attempt: 0, openedAtMs: null, timer: undefined };
    this.#retries.set(name, retry);
    return retry;
  }
}
