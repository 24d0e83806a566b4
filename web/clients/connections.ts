// The open connections of the bench: made, heard and told to the page, opened again when they are lost.
import type { ServerClientCommand } from "../../server/protocol/server-client.ts";
import { hex } from "../ui/bytes.ts";
import type { Store } from "../ui/store.ts";
import { BrowserConnection } from "./browser-connection.ts";
import type { Client, NewEntry } from "./client.ts";
import { ClientLog } from "./client-log.ts";
import { ClientRetries } from "./client-retries.ts";
import { type ClientsAction, type ClientsState, clientOf } from "./clients-state.ts";
import { byteLength, type Data } from "./compose.ts";
import { clientAddress, readHeaders, readProtocols, readQuery } from "./connect-choices.ts";
import { type Connection, type ConnectionEvent, type HearConnection, keptBytes, pageToken } from "./connection.ts";
import { PingClock } from "./ping-clock.ts";
import { type LivePort, ServerConnection } from "./server-connection.ts";

export interface ConnectionsOptions {
  readonly bench: Store<ClientsState, ClientsAction>;
  readonly live: LivePort;
  /** The address of the learner's room, for a socket of this page. */
  url(): string;
}

type Deed = (connection: Connection) => string | null;

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #connections = new Map<string, Connection>();
  /** What each does once it is open. */
  readonly #waiting = new Map<string, Deed[]>();
  /** Whose end was asked for here. */
  readonly #leaving = new Set<string>();
  readonly #pings = new PingClock();
  readonly #retries = new ClientRetries((name) => this.#again(name));
  readonly log: ClientLog;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.log = new ClientLog(options.bench);
  }

  open(client: Client): string | null {
    const { name } = client;
    const made = this.#make(client);
    if (typeof made === "string") {
      this.log.note(name, "failed", made);
      return made;
    }
    this.#leaving.delete(name);
    this.#connections.set(name, made);
    this.#tell({ type: "phase", client: name, phase: "connecting" });
    return null;
  }

  /** Now, or once it is open; a client that is closed is opened. */
  whenOpen(client: Client, deed: Deed): string | null {
    const { name, phase } = client;
    if (phase === "closing") return `${name} is closing; wait until it has closed.`;
    const problem = phase === "closed" ? this.open(client) : null;
    const connection = this.#connections.get(name);
    if (problem !== null || connection === undefined) return problem;
    if (phase === "open") return deed(connection);
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), deed]);
    return null;
  }

  deliver(client: Client, data: Data, fragments: number): string | null {
    return this.whenOpen(client, (connection) => {
      const problem = connection.send(data, fragments);
      if (problem === null) this.log.add(client.name, sentMessage(data));
      return problem;
    });
  }

  /** For a client on the server. */
  carryOut(client: Client, command: ServerClientCommand): string | null {
    return this.whenOpen(client, (connection) => {
      const problem = connection instanceof ServerConnection ? connection.carryOut(command) : "It runs in this page.";
      if (problem === null) this.#carriedOut(client.name, command);
      return problem;
    });
  }

  close(client: Client, code: number | null, reason: string): string | null {
    const { name } = client;
    const connection = this.#connections.get(name);
    if (connection === undefined) return null;
    const problem = connection.close(code, reason);
    if (problem !== null) return problem;
    this.#leaving.add(name);
    this.log.add(name, {
      what: "sent",
      kind: "close",
      text: code === null ? "" : `${code} ${reason}`.trim(),
      bytes: 0,
    });
    this.#tell({ type: "phase", client: name, phase: "closing" });
    return null;
  }

  stayClosed(client: Client): void {
    this.#retries.stop(client.name);
    if (client.retryAtMs !== null) this.#tell({ type: "retry", client: client.name, atMs: null });
  }

  /** Ends it without waiting for how it ends. */
  drop(client: Client): void {
    const { name } = client;
    this.stayClosed(client);
    this.#connections.get(name)?.drop();
    this.#forget(name);
    if (client.phase !== "closed") this.#tell({ type: "phase", client: name, phase: "closed" });
  }

  dispose(): void {
    for (const connection of this.#connections.values()) connection.drop();
    this.#connections.clear();
    this.#retries.dispose();
    this.log.dispose();
  }

  #make(client: Client): Connection | string {
    const { name, place, choices } = client;
    const protocols = readProtocols(choices.protocols);
    if (!protocols.ok) return protocols.problem;
    // What an older connection still says is not about this one.
    const hear: HearConnection = (event) => connection === this.#connections.get(name) && this.#hear(name, event);
    let connection: Connection;
    try {
      connection =
        place === "server"
          ? this.#onServer(client, protocols.value, hear)
          : new BrowserConnection(
              clientAddress(this.#options.url(), choices.query, name, pageToken),
              protocols.value,
              hear,
            );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return connection;
  }

  /** Throws for headers that are none. */
  #onServer({ name, choices }: Client, protocols: string[], hear: HearConnection): Connection {
    const headers = readHeaders(choices.headers);
    if (!headers.ok) throw new Error(headers.problem);
    const opening = { protocols, headers: headers.value, query: readQuery(choices.query), page: pageToken };
    return new ServerConnection(name, this.#options.live, opening, hear);
  }

  #hear(name: string, event: ConnectionEvent) {
    switch (event.what) {
      case "opened":
        return this.#opened(name, event.protocol);
      case "received":
        return this.#received(name, event);
      case "missed":
        return this.log.note(name, "note", `${event.count} more came than a page is told of (clientMessagesPerSecond)`);
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
    this.#tell({ type: "opened", client: name, protocol });
    this.log.note(name, "opened", protocol === "" ? "open" : `open, subprotocol ${protocol}`);
    const connection = this.#connections.get(name);
    const deeds = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const deed of connection ? deeds : []) {
      const problem = connection && deed(connection);
      if (problem) this.log.note(name, "failed", problem);
    }
  }

  #received(name: string, { kind, text, bytes }: Extract<ConnectionEvent, { what: "received" }>): void {
    this.log.add(name, { what: "received", kind, text, bytes });
    if (kind !== "pong") return;
    const ms = this.#pings.answered(name, text);
    if (ms === null) return;
    this.#tell({ type: "round-trip", client: name, ms });
    this.log.note(name, "note", `round trip ${ms.toFixed(1)} ms, from this page over the server and back`);
  }

  #carriedOut(name: string, command: ServerClientCommand) {
    switch (command.do) {
      case "ping":
      case "pong": {
        if (command.do === "ping") this.#pings.sent(name, command.data);
        const bytes = byteLength(command.data);
        return this.log.add(name, { what: "sent", kind: command.do, text: command.data, bytes });
      }
      case "cut":
        this.#leaving.add(name);
        return this.log.note(name, "note", "you cut the connection: no close frame was sent");
      case "pause":
      case "resume":
        this.#tell({ type: "paused", client: name, on: command.do === "pause" });
        return this.log.note(name, "note", command.do === "pause" ? "reads nothing from now on" : "reads again");
      default:
        return;
    }
  }

  #ended(name: string, code: number | null, text: string): void {
    const unasked = !this.#leaving.has(name);
    this.#forget(name);
    this.#tell({ type: "ended", client: name, ending: { text, code, unasked } });
    this.log.note(name, "closed", text);
    const client = clientOf(this.#options.bench.get(), name);
    if (!client?.choices.autoReconnect || !unasked) return;
    this.#tell({ type: "retry", client: name, atMs: this.#retries.lost(name, code) });
  }

  #again(name: string): void {
    const client = clientOf(this.#options.bench.get(), name);
    if (client?.phase === "closed") this.open(client);
  }

  #forget(name: string): void {
    this.#connections.delete(name);
    this.#waiting.delete(name);
    this.#leaving.delete(name);
    this.#pings.forget(name);
  }

  #tell(action: ClientsAction): void {
    this.#options.bench.dispatch(action);
  }
}

function sentMessage(data: Data): Omit<NewEntry, "atMs"> {
  const bytes = byteLength(data);
  if (typeof data === "string") return { what: "sent", kind: "text", text: data, bytes };
  return { what: "sent", kind: "binary", text: hex(data.subarray(0, keptBytes)), bytes };
}
