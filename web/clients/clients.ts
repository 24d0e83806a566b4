// Drives the clients of the bench, for everybody: the cards, the lesson's buttons, the console's prompt, the palette.
import type { ServerClientCommand } from "../../server/protocol/server-client.ts";
import { fromBase64, toBase64 } from "../ui/bytes.ts";
import { type Client, isLoss, type Place } from "./client.ts";
import { find, nameProblem, nextName, noRoomForMore } from "./client-names.ts";
import { type ClientsAction, type ClientsState, canAdd, clientOf, namesOf } from "./clients-state.ts";
import { compose, type Data } from "./compose.ts";
import type { Encoding, Kind } from "./composer-state.ts";
import { Connections, type ConnectionsOptions } from "./connections.ts";
import { pingProblem } from "./control-frames.ts";

export interface ConnectOptions {
  /** Names, or one text with commas between them. */
  readonly protocols?: string | readonly string[];
  /** What follows the room in the address: a path, a query, or both. */
  readonly query?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface SendOptions {
  /** How `binary` is written; hex unless told. */
  readonly encoding?: Encoding;
  readonly fragments?: number;
  /** The learner was told what is odd about it and wants it sent as it stands. */
  readonly anyway?: boolean;
}

/** Each call answers a sentence when it cannot do what was asked, else null. Names may be written in any case. */
export class Clients {
  readonly #options: ConnectionsOptions;
  readonly #board: Connections;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#board = new Connections(options);
  }

  names(): string[] {
    return namesOf(this.#bench);
  }

  /** Without a name it is the first free letter. */
  add(wanted?: string): string | null {
    if (!canAdd(this.#bench)) return noRoomForMore();
    const name = wanted ?? nextName(this.names());
    const problem = nameProblem(name, this.names());
    if (problem === null) this.#tell({ type: "add", name: name.trim() });
    return problem;
  }

  /** Only while it is closed: the wire knows an open one by its name. */
  rename(name: string, to: string): string | null {
    return this.#with(name, (client) => {
      if (client.phase !== "closed") return `Disconnect ${client.name} first: the wire knows it by this name.`;
      const problem = nameProblem(to, namesOf(this.#bench, client.name));
      if (problem !== null) return problem;
      this.#board.stayClosed(client);
      this.#tell({ type: "rename", client: client.name, to });
      return null;
    });
  }

  /** What was typed on its card counts where nothing else is said. A client that is not there is added. */
  connect(name: string, options: ConnectOptions = {}): string | null {
    const problem = find(this.names(), name) === null ? this.add(name) : null;
    if (problem !== null) return problem;
    return this.#with(name, (client) => {
      if (client.phase === "closing") return `${client.name} is closing; wait until it has closed.`;
      if (client.phase !== "closed") return null;
      this.#choose(client, options);
      return this.#with(name, (chosen) => this.#board.open(chosen));
    });
  }

  /** Connects first when need be. */
  send(name: string, kind: Kind, text: string, options: SendOptions = {}): string | null {
    const { encoding = "hex", fragments = 1, anyway = false } = options;
    const composed = compose(kind, text, encoding);
    const data = composed.ok ? composed.data : anyway ? composed.anyway : undefined;
    if (data === undefined) return composed.ok ? null : composed.problem;
    return this.#with(name, (client) => {
      if (fragments > 1 && client.place === "browser") return this.#offer(client, sendCommand(data, fragments));
      return this.#board.deliver(client, data, fragments);
    });
  }

  ping(name: string, data = ""): string | null {
    return pingProblem(data) ?? this.#onServer(name, { do: "ping", data });
  }

  /** null closes without a code. */
  close(name: string, code: number | null = null, reason = ""): string | null {
    return this.#with(name, (client) => {
      this.#board.stayClosed(client);
      const problem = this.#board.close(client, code, reason);
      const couldServer = client.place === "browser" && code !== null && code !== 1000 && (code < 3000 || code > 4999);
      if (problem !== null && couldServer) this.#offer(client, { do: "close", code, reason });
      return problem;
    });
  }

  /** Gone without a close frame. */
  cut(name: string): string | null {
    return this.#with(name, (client) => {
      this.#board.stayClosed(client);
      return client.phase === "closed" ? `${client.name} is not connected.` : this.#onServer(name, { do: "cut" });
    });
  }

  /** A client that reads nothing shows what a slow one does to a server. */
  pause(name: string, on: boolean): string | null {
    return this.#onServer(name, { do: on ? "pause" : "resume" });
  }

  /** In this page or on the server; one that is open connects again from there. */
  runOn(name: string, place: Place): string | null {
    return this.#with(name, (client) => {
      if (client.place === place) return null;
      this.#board.drop(client);
      this.#tell({ type: "place", client: client.name, place });
      if (client.phase === "closed") return null;
      const where = place === "server" ? "on the server" : "in this page";
      this.#board.log.note(client.name, "note", `disconnected, and connecting again ${where}`);
      return this.#with(name, (moved) => this.#board.open(moved));
    });
  }

  /** Takes up the offer on its card: the same client on the server, and then what was asked of it. */
  accept(name: string): string | null {
    return this.#with(name, ({ offer }) => {
      const problem = this.runOn(name, "server");
      if (problem !== null || offer === null) return problem;
      const refusal = this.#onServer(name, offer);
      if (refusal === null && offer.do === "send") {
        this.#tell({ type: "compose", client: find(this.names(), name) ?? name, action: { type: "sent" } });
      }
      return refusal;
    });
  }

  remove(name: string): string | null {
    return this.#with(name, (client) => {
      this.#board.drop(client);
      this.#board.log.forget(client.name);
      this.#tell({ type: "remove", client: client.name });
      return null;
    });
  }

  /** The page hears the server again: clients that were lost with it come back, or are told that they may. */
  serverIsBack(): void {
    for (const client of this.#bench.clients) {
      if (client.phase !== "closed" || client.ending === null || !isLoss(client.ending)) continue;
      if (client.choices.autoReconnect) this.#board.open(client);
      else this.#board.log.note(client.name, "note", "the server is back: connect again when you like");
    }
  }

  dispose(): void {
    this.#board.dispose();
  }

  get #bench(): ClientsState {
    return this.#options.bench.get();
  }

  #with(name: string, act: (client: Client) => string | null): string | null {
    const client = clientOf(this.#bench, find(this.names(), name) ?? "");
    if (client !== null) return act(client);
    const names = this.names();
    return `There is no client ${name}. ${names.length > 0 ? `There are: ${names.join(", ")}.` : "Add one first."}`;
  }

  #onServer(name: string, command: ServerClientCommand): string | null {
    return this.#with(name, (client) =>
      client.place === "browser" ? this.#offer(client, command) : this.#perform(client, command),
    );
  }

  #perform(client: Client, command: ServerClientCommand): string | null {
    switch (command.do) {
      case "send": {
        const data = command.kind === "text" ? command.data : fromBase64(command.data);
        return this.#board.deliver(client, data, command.fragments);
      }
      case "close":
        return this.#board.whenOpen(client, () => this.#with(client.name, (open) => this.#close(open, command)));
      default:
        return this.#board.carryOut(client, command);
    }
  }

  #close(client: Client, { code, reason }: Extract<ServerClientCommand, { do: "close" }>): string | null {
    return this.#board.close(client, code, reason);
  }

  /** The card then asks whether to run it on the server instead. */
  #offer(client: Client, offer: ServerClientCommand): string {
    this.#tell({ type: "offer", client: client.name, offer });
    return `${offerText(offer)} Run ${client.name} on the server for that.`;
  }

  #choose({ name, place }: Client, { protocols, query, headers }: ConnectOptions): void {
    const change = {
      ...(protocols !== undefined && { protocols: [protocols].flat().join(", ") }),
      ...(query !== undefined && { query }),
      ...(headers !== undefined && { headers: headers.map((header) => header.join(": ")).join("\n") }),
    };
    this.#tell({ type: "choices", client: name, change });
    // A page cannot set headers.
    if (headers?.length && place === "browser") this.#tell({ type: "place", client: name, place: "server" });
  }

  #tell(action: ClientsAction): void {
    this.#options.bench.dispatch(action);
  }
}

function sendCommand(data: Data, fragments: number): ServerClientCommand {
  if (typeof data === "string") return { do: "send", kind: "text", data, fragments };
  return { do: "send", kind: "binary", data: toBase64(data), fragments };
}

/** Why a client in the browser cannot do it. */
export function offerText(offer: ServerClientCommand): string {
  switch (offer.do) {
    case "ping":
    case "pong":
      return "A page cannot send a ping: browsers keep control frames to themselves.";
    case "send":
      return "A page cannot choose fragments: the browser decides how a message is cut into frames.";
    case "close":
      return "A page closes with 1000 or 3000 to 4999 only.";
    case "cut":
      return "A page cannot cut its connection: a browser always sends a close frame.";
    case "pause":
    case "resume":
      return "A page cannot stop reading: the browser takes whatever comes.";
    case "open":
      return "A page cannot set headers.";
    default:
      return offer satisfies never;
  }
}
