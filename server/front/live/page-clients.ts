// The clients that the server runs for one page, in the room that it follows: its commands counted, their events told.
import type { PageClientsHandle, ServerClients } from "../../clients/server-clients.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { ToPage } from "../../protocol/live.ts";
import type { ServerClientCommand, ServerClientEvent } from "../../protocol/server-client.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";

export interface PageClientsOptions {
  readonly limits: Limits;
  readonly serverClients: ServerClients;
  tell(event: ToPage): void;
}

export class PageClients {
  readonly #options: PageClientsOptions;
  readonly #commands: TokenBucket;
  #clients: PageClientsHandle | null = null;

  constructor(options: PageClientsOptions) {
    this.#options = options;
    const { clientCommandsPerSecond } = options.limits;
    this.#commands = new TokenBucket(clientCommandsPerSecond, clientCommandsPerSecond, performance.now());
  }

  /** From now on they are in this room; those of the room before are gone. */
  follow(room: string): void {
    this.leave();
    this.#clients = this.#options.serverClients.open(room, (client, event) => this.#tell(client, event));
  }

  leave(): void {
    this.#clients?.[Symbol.dispose]();
    this.#clients = null;
  }

  /** Counts one command. False when there were too many: it is not to be carried out, and the page knows why. */
  mayOrder(client: string): boolean {
    const now = performance.now();
    const { clientCommandsPerSecond } = this.#options.limits;
    if (this.#commands.waitMs(1, now) === 0) {
      this.#commands.take(1, now);
      return true;
    }
    this.#fail(
      client,
      `The limit clientCommandsPerSecond is reached: ${clientCommandsPerSecond} commands a second to a page's clients.`,
    );
    return false;
  }

  order(client: string, command: ServerClientCommand): void {
    if (this.#clients === null) this.#fail(client, "Follow a lesson first: a client connects to its room.");
    else this.#clients.send(client, command);
  }

  #fail(client: string, message: string): void {
    this.#tell(client, { what: "failed", message, atMs: Date.now() });
  }

  #tell(client: string, event: ServerClientEvent): void {
    this.#options.tell({ type: "client", client, event });
  }
}
