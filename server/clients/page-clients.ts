// The clients of one page in one room: each by its name, no more than a page may have, all gone together.

import type { Told } from "../protocol/clients.ts";
import type { Limits } from "../protocol/limits.ts";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/server-client.ts";
import { TokenBucket } from "../protocol/token-bucket.ts";
import { type Asked, clientRequest } from "./client-request.ts";
import { ServerClient } from "./server-client.ts";

export interface PageClientsOptions {
  readonly gate: string;
  readonly room: string;
  readonly limits: Limits;
  /** True while the front does not keep up. */
  crowded(): boolean;
  tell(told: Omit<Told, "party">): void;
}

/** Of a long message's cost: so many bytes are told for the price of one more message. */
const bytesAToken = 4096;

export class PageClients implements Disposable {
  readonly #options: PageClientsOptions;
  readonly #serverClients = new Map<string, ServerClient>();
  readonly #rate: TokenBucket;

  constructor(options: PageClientsOptions) {
    this.#options = options;
    const { clientMessagesPerSecond } = options.limits;
    this.#rate = new TokenBucket(clientMessagesPerSecond, 2 * clientMessagesPerSecond, performance.now());
  }

  order(client: string, command: ServerClientCommand): void {
    const serverClient = this.#serverClients.get(client);
    if (command.do === "open") this.#open(client, command);
    else if (serverClient === undefined) this.#fail(client, `${client} is not connected: connect it first.`);
    else serverClient.do(command);
  }

  [Symbol.dispose](): void {
    for (const serverClient of [...this.#serverClients.values()]) serverClient.dismiss();
  }

  #open(client: string, command: Asked) {
    const { gate, room, limits } = this.#options;
    const { clientsPerPage } = limits;
    if (this.#serverClients.has(client))
      return this.#fail(client, `${client} has a connection already: close it first.`);
    if (this.#serverClients.size >= clientsPerPage) {
      return this.#fail(
        client,
        `The limit clientsPerPage is reached: the server runs ${clientsPerPage} clients for a page. Close one first.`,
      );
    }
    const request = clientRequest({ gate, room, client }, command);
    if (!request.ok) return this.#fail(client, request.why);
    const serverClient = new ServerClient({
      name: client,
      request,
      limits,
      mayTell: (bytes) => this.#mayTell(bytes),
      tell: (event) => this.#tell(client, event),
      gone: () => this.#serverClients.delete(client),
    });
    this.#serverClients.set(client, serverClient);
  }

  #mayTell(bytes: number): boolean {
    const now = performance.now();
    if (this.#options.crowded() || this.#rate.waitMs(1, now) > 0) return false;
    this.#rate.take(1 + bytes / bytesAToken, now);
    return true;
  }

  #fail(client: string, message: string): void {
    this.#tell(client, { what: "failed", message, atMs: Date.now() });
  }

  #tell(client: string, event: ServerClientEvent): void {
    const ended = event.what === "closed" || event.what === "refused";
    this.#options.tell({ client, event, alive: !ended && this.#serverClients.has(client) });
  }
}
