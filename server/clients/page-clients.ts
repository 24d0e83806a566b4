// The clients of one page in one room: by name, limited in number, and closed together.
import type { ClientReport } from "../protocol/clients.ts";
import type { Limits } from "../protocol/limits.ts";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/server-client.ts";
import { TokenBucket } from "../protocol/token-bucket.ts";
import { clientRequest, type OpenCommand } from "./client-handshake.ts";
import { ServerClient } from "./server-client.ts";

export interface PageClientsOptions {
  readonly gate: string;
  readonly room: string;
  readonly limits: Limits;
  /** True while the front cannot keep up. */
  crowded(): boolean;
  report(report: Omit<ClientReport, "pageId">): void;
}

/** A message counts as one more message for every 4 KiB. */
const bytesPerToken = 4096;

export class PageClients implements Disposable {
  readonly #options: PageClientsOptions;
  readonly #clients = new Map<string, ServerClient>();
  readonly #rate: TokenBucket;

  constructor(options: PageClientsOptions) {
    this.#options = options;
    const { clientMessagesPerSecond } = options.limits;
    this.#rate = new TokenBucket(clientMessagesPerSecond, 2 * clientMessagesPerSecond, performance.now());
  }

  run(name: string, command: ServerClientCommand): void {
    const client = this.#clients.get(name);
    if (command.do === "open") this.#open(name, command);
    else if (client === undefined) this.#fail(name, `${name} is not connected. Connect it first.`);
    else client.run(command);
  }

  [Symbol.dispose](): void {
    for (const client of [...this.#clients.values()]) client.dismiss();
  }

  #open(name: string, command: OpenCommand) {
    const { gate, room, limits } = this.#options;
    const { clientsPerPage } = limits;
    if (this.#clients.has(name)) return this.#fail(name, `${name} is already connected. Close it first.`);
    if (this.#clients.size >= clientsPerPage) {
      return this.#fail(name, `Limit clientsPerPage reached: ${clientsPerPage} clients per page. Close one first.`);
    }
    const request = clientRequest({ gate, room, client: name }, command);
    if ("problem" in request) return this.#fail(name, request.problem);
    const client = new ServerClient({
      name,
      request,
      limits,
      mayReport: (bytes) => this.#mayReport(bytes),
      report: (event) => this.#report(name, event),
      onEnd: () => this.#clients.delete(name),
    });
    this.#clients.set(name, client);
  }

  #mayReport(bytes: number): boolean {
    const nowMs = performance.now();
    if (this.#options.crowded() || this.#rate.waitMs(1, nowMs) > 0) return false;
    this.#rate.take(1 + bytes / bytesPerToken, nowMs);
    return true;
  }

  #fail(client: string, message: string): void {
    this.#report(client, { what: "failed", message, atMs: Date.now() });
  }

  #report(client: string, event: ServerClientEvent): void {
    const isLast = event.what === "closed" || event.what === "refused";
    this.#options.report({ client, event, alive: !isLast && this.#clients.has(client) });
  }
}
