// The clients of one page in one room: each by its name, no more than a page may have, all gone together.
import { Bucket } from "../protocol/bucket.ts";
import type { Told } from "../protocol/clients.ts";
import type { DeputyCommand, DeputyEvent } from "../protocol/server-client.ts";
import type { Limits } from "../protocol/limits.ts";
import { Deputy } from "./server-client.ts";
import { type Asked, deputyRequest } from "./client-request.ts";

export interface PartyOptions {
  readonly gate: string;
  readonly room: string;
  readonly limits: Limits;
  /** True while the front does not keep up. */
  crowded(): boolean;
  tell(told: Omit<Told, "party">): void;
}

/** Of a long message's cost: so many bytes are told for the price of one more message. */
const bytesAToken = 4096;

export class Party implements Disposable {
  readonly #options: PartyOptions;
  readonly #deputies = new Map<string, Deputy>();
  readonly #rate: Bucket;

  constructor(options: PartyOptions) {
    this.#options = options;
    const { toldPerSecond } = options.limits;
    this.#rate = new Bucket(toldPerSecond, 2 * toldPerSecond, performance.now());
  }

  order(client: string, command: DeputyCommand): void {
    const deputy = this.#deputies.get(client);
    if (command.do === "open") this.#open(client, command);
    else if (deputy === undefined) this.#fail(client, `${client} is not connected: connect it first.`);
    else deputy.do(command);
  }

  [Symbol.dispose](): void {
    for (const deputy of [...this.#deputies.values()]) deputy.dismiss();
  }

  #open(client: string, command: Asked) {
    const { gate, room, limits } = this.#options;
    const { clientsPerPage } = limits;
    if (this.#deputies.has(client)) return this.#fail(client, `${client} has a connection already: close it first.`);
    if (this.#deputies.size >= clientsPerPage) {
      return this.#fail(
        client,
        `The limit clientsPerPage is reached: the server runs ${clientsPerPage} clients for a page. Close one first.`,
      );
    }
    const request = deputyRequest({ gate, room, client }, command);
    if (!request.ok) return this.#fail(client, request.why);
    const deputy = new Deputy({
      name: client,
      request,
      limits,
      mayTell: (bytes) => this.#mayTell(bytes),
      tell: (event) => this.#tell(client, event),
      gone: () => this.#deputies.delete(client),
    });
    this.#deputies.set(client, deputy);
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

  #tell(client: string, event: DeputyEvent): void {
    const ended = event.what === "closed" || event.what === "refused";
    this.#options.tell({ client, event, alive: !ended && this.#deputies.has(client) });
  }
}
