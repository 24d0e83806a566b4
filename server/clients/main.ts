// The process that runs clients for pages: it connects to our own gate only, and ends when its channel closes.
import type {
  ClientReport,
  FromClients,
  ServerClientCommand,
  ServerClientEvent,
  ToClients,
} from "../protocol/clients.ts";
import { TokenBucket } from "../protocol/token-bucket.ts";
import { clientRequest, type OpenCommand, type RequestCommand, rawRequest } from "./client-handshake.ts";
import { RawClient } from "./raw-client.ts";
import { ServerClient } from "./server-client.ts";

type Start = Extract<ToClients, { readonly type: "start" }>;

/** With this many messages on their way to the front, clients report only what they must. */
const crowdedAt = 64;
const reportsPerMessage = 500;
/** A message counts as one more message for every 4 KiB. */
const bytesPerToken = 4096;

class ClientsServer {
  readonly #pages = new Map<number, PageClients>();
  #start: Start | null = null;
  #reports: ClientReport[] = [];
  #unsent = 0;

  receive(message: ToClients): void {
    switch (message.type) {
      case "start":
        this.#start = message;
        break;
      case "command":
        this.#page(message.pageId, message.room)?.run(message.client, message.command);
        break;
      case "dismiss":
        this.#pages.get(message.pageId)?.[Symbol.dispose]();
        this.#pages.delete(message.pageId);
        break;
      case "ping":
        this.send({ type: "pong" });
        break;
      default:
        message satisfies never;
    }
  }

  send(message: FromClients): void {
    if (!process.connected || !process.send) return;
    this.#unsent += 1;
    process.send(message, undefined, undefined, () => {
      this.#unsent -= 1;
    });
  }

  #page(pageId: number, room: string): PageClients | null {
    const known = this.#pages.get(pageId);
    if (known !== undefined || this.#start === null) return known ?? null;
    const { socketUrl, limits } = this.#start;
    const crowded = () => this.#unsent > crowdedAt;
    const report = (one: Omit<ClientReport, "pageId">) => this.#enqueue({ pageId, ...one });
    const page = new PageClients({ socketUrl, room, limits, crowded, report });
    this.#pages.set(pageId, page);
    return page;
  }

  #enqueue(report: ClientReport): void {
    if (this.#reports.length === 0) setImmediate(() => this.#flush());
    this.#reports.push(report);
  }

  #flush(): void {
    while (this.#reports.length > 0) this.send({ type: "events", reports: this.#reports.splice(0, reportsPerMessage) });
  }
}

interface PageClientsOptions extends Pick<Start, "socketUrl" | "limits"> {
  readonly room: string;
  /** True while the front cannot keep up. */
  crowded(): boolean;
  report(report: Omit<ClientReport, "pageId">): void;
}

/** The clients of one page in one room: by name, limited in number, and closed together. */
class PageClients implements Disposable {
  readonly #options: PageClientsOptions;
  readonly #clients = new Map<string, ServerClient | RawClient>();
  readonly #rate: TokenBucket;

  constructor(options: PageClientsOptions) {
    this.#options = options;
    const { clientMessagesPerSecond } = options.limits;
    this.#rate = new TokenBucket(clientMessagesPerSecond, 2 * clientMessagesPerSecond, performance.now());
  }

  run(name: string, command: ServerClientCommand): void {
    const client = this.#clients.get(name);
    if (command.do === "open" || command.do === "request") this.#connect(name, command);
    else if (client === undefined) this.#fail(name, `${name} is not connected. Connect it first.`);
    else client.run(command);
  }

  [Symbol.dispose](): void {
    for (const client of [...this.#clients.values()]) client.dismiss();
  }

  #connect(name: string, command: OpenCommand | RequestCommand) {
    const { socketUrl, room } = this.#options;
    if (!this.#isFree(name)) return;
    const place = { socketUrl, room, client: name };
    const request = command.do === "open" ? clientRequest(place, command) : rawRequest(place, command);
    if ("problem" in request) return this.#fail(name, request.problem);
    const options = this.#optionsOf(name);
    const isRaw = "head" in request;
    this.#clients.set(name, isRaw ? new RawClient({ ...options, request }) : new ServerClient({ ...options, request }));
  }

  #optionsOf(name: string) {
    return {
      name,
      limits: this.#options.limits,
      mayReport: (bytes: number) => this.#mayReport(bytes),
      report: (event: ServerClientEvent) => this.#report(name, event),
      onEnd: () => this.#clients.delete(name),
    };
  }

  #isFree(name: string): boolean {
    const { clientsPerPage } = this.#options.limits;
    if (this.#clients.has(name)) this.#fail(name, `${name} is already connected. Close it first.`);
    else if (this.#clients.size < clientsPerPage) return true;
    else this.#fail(name, `Limit clientsPerPage reached: ${clientsPerPage} clients per page. Close one first.`);
    return false;
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

/** The front is trusted, so no schema is needed. */
function isToClients(message: unknown): message is ToClients {
  return typeof message === "object" && message !== null && "type" in message && typeof message.type === "string";
}

const server = new ClientsServer();
process.on("disconnect", () => process.exit());
process.on("message", (message: unknown) => {
  if (!isToClients(message)) throw new Error("The front sent something other than a message.");
  server.receive(message);
});
server.send({ type: "ready" });
