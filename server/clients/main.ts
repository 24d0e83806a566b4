// The process that runs clients for pages: it connects to our own gate only, and ends when its channel closes.
import type { ClientReport, FromClients, ToClients } from "../protocol/clients.ts";
import { PageClients } from "./page-clients.ts";

type Start = Extract<ToClients, { readonly type: "start" }>;

/** With this many messages on their way to the front, clients report only what they must. */
const crowdedAt = 64;
const reportsPerMessage = 500;

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
    const { gate, limits } = this.#start;
    const crowded = () => this.#unsent > crowdedAt;
    const report = (one: Omit<ClientReport, "pageId">) => this.#enqueue({ pageId, ...one });
    const page = new PageClients({ gate, room, limits, crowded, report });
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
