// A page's server-run clients: those that it commands, in the learner's own room or in the endpoint that their workshop gives them
// for the lesson; and a learner's own `client(dial)`, run in the learner's room.
import type { OnClientEvent, PageClientsHandle, ServerClients } from "../../clients/server-clients.ts";
import type { ServerClientCommand, ServerClientEvent } from "../../protocol/clients.ts";
import { dialHeader } from "../../protocol/guest.ts";
import type { DialAnswer } from "../../protocol/host.ts";
import { maySendCloseCode } from "../../protocol/rfc6455.ts";
import type { Room } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { memberTopic, type Topics } from "../topics.ts";
import type { Workshops } from "../workshops/workshops.ts";

interface EndpointClientsOptions {
  readonly room: Pick<Room, "id" | "learner" | "lesson">;
  readonly serverClients: Pick<ServerClients, "open">;
  readonly workshops: Pick<Workshops, "endpointRoom">;
  readonly topics: Topics;
  readonly onEvent: OnClientEvent;
  onError(error: unknown): void;
}

export class EndpointClients implements PageClientsHandle {
  readonly #options: EndpointClientsOptions;
  readonly #subscription: Disposable;
  readonly #opened = new Set<string>();
  #target: string;
  #clients: PageClientsHandle;
  #closed = false;

  constructor(options: EndpointClientsOptions) {
    const { room, topics, onError } = options;
    this.#options = options;
    this.#target = room.id;
    this.#clients = this.#open(room.id);
    const move = () => void this.#move().catch(onError);
    this.#subscription = topics.subscribe(memberTopic(room.learner), move);
    move();
  }

  send(client: string, command: ServerClientCommand): void {
    if (command.do === "open" || command.do === "request") this.#opened.add(client);
    // A page that learns that its clients have moved closes them; those are closed already.
    if ((command.do === "close" || command.do === "cut") && !this.#opened.has(client)) return;
    this.#clients.send(client, command);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#subscription[Symbol.dispose]();
    this.#clients[Symbol.dispose]();
  }

  /** Clients that are open elsewhere end silently: the page learns of the move and reconnects them. */
  async #move(): Promise<void> {
    const { room, workshops } = this.#options;
    const target = (await workshops.endpointRoom(room.learner, room.lesson)) ?? room.id;
    if (this.#closed || target === this.#target) return;
    this.#target = target;
    this.#opened.clear();
    const before = this.#clients;
    this.#clients = this.#open(target);
    before[Symbol.dispose]();
  }

  #open(target: string): PageClientsHandle {
    const { room, serverClients, onEvent } = this.#options;
    const pass: OnClientEvent = (client, event) => clients === this.#clients && onEvent(client, event);
    const clients = serverClients.open(target, pass, target === room.id ? null : room.learner);
    return clients;
  }
}

interface OwnClientOptions {
  readonly room: Room;
  readonly rooms: Pick<Rooms, "open">;
  readonly serverClients: Pick<ServerClients, "open">;
  /** The page whose wire shows the connections. */
  readonly page: string;
  /** The room cannot run the client; nothing more happens. */
  onFailed(error: unknown): void;
}

/** How often the room is asked for the client's next dial. */
const pollMs = 200;
/** A client that dials more often waits until one of its connections ends. */
const maxConnections = 8;

/** `handler`: the connection to the handler. `client`: the one that `dial()` resolves with. */
type End = "handler" | "client";
interface Joined {
  /** For the client's end, until it is open. */
  readonly held: ServerClientCommand[];
  /** The handler has accepted the connection. */
  isAccepted: boolean;
  /** The client's end is open. */
  isOpen: boolean;
}

/**
 * Each dial of the client becomes a connection to the learner's own handler. The two ends are sockets of the room, joined here,
 * because code in a sandbox cannot open connections.
 */
export class OwnClient implements Disposable {
  readonly #options: OwnClientOptions;
  readonly #ends: PageClientsHandle;
  readonly #joined = new Map<number, Joined>();
  #count = 0;
  /** The connection for the dial that is being answered. */
  #answering: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: OwnClientOptions) {
    this.#options = options;
    this.#ends = options.serverClients.open(options.room.id, (name, event) => {
      const [end, number] = name.split(" ");
      if (end === "handler") this.#fromHandler(Number(number), event);
      else this.#fromClient(Number(number), event);
    });
    this.#poll();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#ends[Symbol.dispose]();
  }

  #poll(): void {
    void this.#work(async () => {
      const isFree = this.#answering === null && this.#joined.size < maxConnections;
      // The first request in each version of the code starts its client.
      const { url } = isFree ? await this.#answer("wait") : { url: null };
      if (url !== null) this.#connect(url);
      if (!this.#closed) this.#timer = setTimeout(() => this.#poll(), pollMs);
    });
  }

  async #work(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#closed) return;
      this[Symbol.dispose]();
      this.#options.onFailed(error);
    }
  }

  async #answer(answer: DialAnswer) {
    const { rooms, room } = this.#options;
    return (await rooms.open(room)).dial(room.id, answer);
  }

  #connect(url: string): void {
    const number = ++this.#count;
    this.#answering = number;
    this.#joined.set(number, { held: [], isAccepted: false, isOpen: false });
    // `/` alone is the room's own address.
    this.#open("handler", number, { query: url.replace(/^\/(?=\?|$)/, ""), headers: [] });
  }

  #open(end: End, number: number, how: { readonly query: string; readonly headers: [string, string][] }): void {
    this.#send(end, number, { do: "open", protocols: [], page: this.#options.page, ...how });
  }

  #send(end: End, number: number, command: ServerClientCommand): void {
    this.#ends.send(`${end} ${number}`, command);
  }

  #fromHandler(number: number, event: ServerClientEvent): void {
    const joined = this.#joined.get(number);
    if (joined === undefined) return;
    if (event.what === "open") {
      joined.isAccepted = true;
      void this.#work(() => this.#accept(number));
    } else if (!joined.isAccepted) void this.#work(() => this.#refuse(number, event));
    else {
      const command = passOn(event);
      if (command === null) return;
      if (joined.isOpen) this.#send("client", number, command);
      else joined.held.push(command);
    }
  }

  #fromClient(number: number, event: ServerClientEvent): void {
    const joined = this.#joined.get(number);
    if (joined === undefined) return;
    if (event.what === "open") {
      joined.isOpen = true;
      for (const command of joined.held.splice(0)) this.#send("client", number, command);
      return;
    }
    const command = passOn(event);
    if (command !== null) this.#send("handler", number, command);
    if (event.what === "closed" || event.what === "refused") this.#joined.delete(number);
  }

  async #accept(number: number): Promise<void> {
    const { token } = await this.#answer("accept");
    this.#answering = null;
    if (token !== "") return this.#open("client", number, { query: "", headers: [[dialHeader, token]] });
    // The client has given up meanwhile.
    this.#joined.delete(number);
    this.#send("handler", number, { do: "close", code: null, reason: "" });
  }

  async #refuse(number: number, event: ServerClientEvent): Promise<void> {
    this.#joined.delete(number);
    const status = event.what === "refused" && event.status >= 300 ? event.status : 503;
    await this.#answer(status);
    this.#answering = null;
  }
}

/** What one end has to do after an event of the other; null for nothing. */
function passOn(event: ServerClientEvent): ServerClientCommand | null {
  switch (event.what) {
    case "message":
      return isWhole(event) ? { do: "send", kind: event.kind, data: event.data, fragments: 1 } : { do: "cut" };
    case "closed": {
      const { code, reason } = event;
      if (code === 1005) return { do: "close", code: null, reason: "" };
      return maySendCloseCode(code) ? { do: "close", code, reason } : { do: "cut" };
    }
    // What cannot be passed on as it was must not go unnoticed.
    case "refused":
    case "missed":
      return { do: "cut" };
    default:
      return null;
  }
}

/** False for a long message, of which only the beginning is reported. */
function isWhole({ kind, data, bytes }: Extract<ServerClientEvent, { readonly what: "message" }>): boolean {
  return Buffer.byteLength(data, kind === "text" ? "utf8" : "base64") === bytes;
}
