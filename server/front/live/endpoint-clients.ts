// A page's server-run clients: in the learner's own room, or in the endpoint that their workshop gives them for the lesson.
import type { OnClientEvent, PageClientsHandle, ServerClients } from "../../clients/server-clients.ts";
import type { ServerClientCommand } from "../../protocol/clients.ts";
import type { Room } from "../rooms/room-registry.ts";
import { memberTopic, type Topics } from "../topics.ts";
import type { Workshops } from "../workshops/workshops.ts";

export interface EndpointClientsOptions {
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
    // A page closes its clients when it hears that they have moved; those are closed already.
    if ((command.do === "close" || command.do === "cut") && !this.#opened.has(client)) return;
    this.#clients.send(client, command);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#subscription[Symbol.dispose]();
    this.#clients[Symbol.dispose]();
  }

  /** Clients that are open elsewhere end silently: the page hears of the move, and connects them again. */
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
