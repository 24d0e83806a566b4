// Controls the clients, on behalf of their cards, try buttons, the console's prompt and the command palette.
import type { ServerClientCommand } from "../../server/protocol/clients.ts";
import { fromBase64 } from "../ui/bytes.ts";
import { type Client, isLoss, type Place, renameRefusal } from "./client.ts";
import {
  type ClientsAction,
  type ClientsState,
  canAdd,
  clientOf,
  findName,
  nameProblem,
  namesOf,
  nextName,
  tooManyClients,
} from "./clients-state.ts";
import { compose } from "./composer/compose.ts";
import type { Encoding, Kind } from "./composer/composer-state.ts";
import { closeProblem, mayBrowserClose, pingProblem } from "./connection/close-text.ts";
import { Connections, type ConnectionsOptions } from "./connection/connections.ts";
import { sendCommand } from "./connection/server-connection.ts";

export interface ConnectOptions {
  /** Names, or one text with commas between them. */
  readonly protocols?: string | readonly string[];
  /** What follows the room in the address: a path, a query, or both. */
  readonly query?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface SendOptions {
  /** How `binary` text is encoded; hex by default. */
  readonly encoding?: Encoding;
  readonly fragments?: number;
  /** Send in spite of a problem, such as invalid JSON. */
  readonly anyway?: boolean;
}

/** Methods return null, or a sentence that says why the call failed. Names are case-insensitive. */
export class Clients {
  readonly #options: ConnectionsOptions;
  readonly #connections: Connections;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#connections = new Connections(options);
  }

  names(): string[] {
    return namesOf(this.#state);
  }

  find(name: string): Client | null {
    return clientOf(this.#state, findName(this.names(), name) ?? "");
  }

  /** Without a name, the first free letter. */
  add(wanted?: string): string | null {
    if (!canAdd(this.#state)) return tooManyClients;
    const name = wanted ?? nextName(this.names());
    const problem = nameProblem(name, this.names());
    if (problem === null) this.#dispatch({ type: "add", name: name.trim() });
    return problem;
  }

  rename(name: string, to: string): string | null {
    return this.#with(name, (client) => {
      const problem = renameRefusal(client) ?? nameProblem(to, namesOf(this.#state, client.name));
      if (problem !== null) return problem;
      this.#connections.cancelRetry(client);
      this.#dispatch({ type: "rename", client: client.name, to });
      return null;
    });
  }

  /** Uses the choices on the client's card unless the options override them. Adds a missing client. */
  connect(name: string, options: ConnectOptions = {}): string | null {
    const problem = this.find(name) === null ? this.add(name) : null;
    if (problem !== null) return problem;
    return this.#with(name, (client) => {
      if (client.phase === "closing") return `${client.name} is closing. Wait until it has closed.`;
      if (client.phase !== "closed") return null;
      this.#choose(client, options);
      return this.#with(name, (chosen) => this.#connections.open(chosen));
    });
  }

  /** Connects first if the client is closed. */
  send(name: string, kind: Kind, text: string, options: SendOptions = {}): string | null {
    const { encoding = "hex", fragments = 1, anyway = false } = options;
    const composed = compose(kind, text, encoding);
    const data = composed.ok ? composed.data : anyway ? composed.anyway : undefined;
    if (data === undefined) return composed.ok ? null : composed.problem;
    return this.#with(name, (client) => {
      if (fragments > 1 && client.place === "browser") return this.#offer(client, sendCommand(data, fragments));
      return this.#connections.send(client, data, fragments);
    });
  }

  ping(name: string, data = ""): string | null {
    return pingProblem(data) ?? this.#onServer(name, { do: "ping", data });
  }

  /** `null` sends a close frame without a code. */
  close(name: string, code: number | null = null, reason = ""): string | null {
    return this.#with(name, (client) => {
      this.#connections.cancelRetry(client);
      const problem = this.#connections.close(client, code, reason);
      const canOnServer = client.place === "browser" && closeProblem(code, reason) === null && !mayBrowserClose(code);
      if (problem !== null && canOnServer) this.#offer(client, { do: "close", code, reason });
      return problem;
    });
  }

  /** Ends the TCP connection without a close frame. */
  cut(name: string): string | null {
    return this.#with(name, (client) => {
      this.#connections.cancelRetry(client);
      return client.phase === "closed" ? `${client.name} is not connected.` : this.#onServer(name, { do: "cut" });
    });
  }

  /** Pauses or resumes reading, to see how a server copes with a slow client. */
  pause(name: string, on: boolean): string | null {
    return this.#onServer(name, { do: on ? "pause" : "resume" });
  }

  /** Moves the client into this page or to the server. A connected client reconnects from there. */
  runOn(name: string, place: Place): string | null {
    return this.#with(name, (client) => {
      if (client.place === place) return null;
      this.#connections.drop(client);
      this.#dispatch({ type: "place", client: client.name, place });
      if (client.phase === "closed") return null;
      const where = place === "server" ? "on the server" : "in this page";
      this.#connections.log.note(client.name, "note", `disconnected; reconnecting ${where}`);
      return this.#with(name, (moved) => this.#connections.open(moved));
    });
  }

  /** Accepts the offer on the card: moves the client to the server and runs the offered command. */
  accept(name: string): string | null {
    return this.#with(name, ({ offer }) => {
      const problem = this.runOn(name, "server");
      if (problem !== null || offer === null) return problem;
      const refusal = this.#onServer(name, offer);
      if (refusal === null && offer.do === "send") {
        const client = findName(this.names(), name) ?? name;
        this.#dispatch({ type: "compose", client, action: { type: "sent" } });
      }
      return refusal;
    });
  }

  remove(name: string): string | null {
    return this.#with(name, (client) => {
      this.#connections.drop(client);
      this.#connections.log.remove(client.name);
      this.#dispatch({ type: "remove", client: client.name });
      return null;
    });
  }

  /** Adds a failure to the client's log. */
  note(name: string, text: string): void {
    const client = this.find(name);
    if (client !== null) this.#connections.log.note(client.name, "failed", text);
  }

  /** The page is connected to the server again: reconnects lost clients, or says that they can reconnect. */
  serverIsBack(): void {
    for (const client of this.#state.clients) {
      if (client.phase !== "closed" || client.ending === null || !isLoss(client.ending)) continue;
      if (client.choices.autoReconnect) this.#connections.open(client);
      else this.#connections.log.note(client.name, "note", "the server is back; you can reconnect");
    }
  }

  /** The server is another one: clients that were connected connect there. What is being written stays. */
  moved(where: string): void {
    for (const client of this.#state.clients) {
      const isLost = client.ending !== null && isLoss(client.ending);
      if (client.phase === "closed" && !isLost) continue;
      this.#connections.drop(client);
      this.#connections.log.note(client.name, "note", `connecting to ${where}`);
      this.#with(client.name, (closed) => this.#connections.open(closed));
    }
  }

  dispose(): void {
    this.#connections.dispose();
  }

  get #state(): ClientsState {
    return this.#options.store.get();
  }

  #with(name: string, act: (client: Client) => string | null): string | null {
    const client = this.find(name);
    if (client !== null) return act(client);
    const names = this.names();
    return `There is no client ${name}. ${names.length > 0 ? `Clients: ${names.join(", ")}.` : "Add one first."}`;
  }

  #onServer(name: string, command: ServerClientCommand): string | null {
    return this.#with(name, (client) =>
      client.place === "browser" ? this.#offer(client, command) : this.#run(client, command),
    );
  }

  #run(client: Client, command: ServerClientCommand): string | null {
    switch (command.do) {
      case "send": {
        const data = command.kind === "text" ? command.data : fromBase64(command.data);
        return this.#connections.send(client, data, command.fragments);
      }
      case "close": {
        const { code, reason } = command;
        const close = (open: Client) => this.#connections.close(open, code, reason);
        return this.#connections.whenOpen(client, () => this.#with(client.name, close));
      }
      default:
        return this.#connections.run(client, command);
    }
  }

  /** The card then offers to run the client on the server. */
  #offer(client: Client, offer: ServerClientCommand): string {
    this.#dispatch({ type: "offer", client: client.name, offer });
    return `${offerTexts[offer.do]} Run ${client.name} on the server for that.`;
  }

  #choose({ name, place }: Client, { protocols, query, headers }: ConnectOptions): void {
    const change = {
      ...(protocols !== undefined && { protocols: [protocols].flat().join(", ") }),
      ...(query !== undefined && { query }),
      ...(headers !== undefined && { headers: headers.map((header) => header.join(": ")).join("\n") }),
    };
    this.#dispatch({ type: "choices", client: name, change });
    // Pages cannot set headers.
    if (headers?.length && place === "browser") this.#dispatch({ type: "place", client: name, place: "server" });
  }

  #dispatch(action: ClientsAction): void {
    this.#options.store.dispatch(action);
  }
}

const noPings = "Pages cannot send pings: browsers do not expose control frames.";
const noPauses = "Pages cannot stop reading: browsers read everything that arrives.";
const noRawBytes = "Pages cannot send raw bytes: browsers write the handshake and the frames.";
/** Why a client in the browser cannot do this. */
export const offerTexts: Record<ServerClientCommand["do"], string> = {
  ping: noPings,
  pong: noPings,
  send: "Pages cannot choose fragments: the browser decides how to split a message into frames.",
  close: "Pages can close only with 1000 or 3000 to 4999.",
  cut: "Pages cannot cut a connection: browsers always send a close frame.",
  pause: noPauses,
  resume: noPauses,
  open: "Pages cannot set headers.",
  request: noRawBytes,
  bytes: noRawBytes,
};
