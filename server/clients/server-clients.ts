// Server-run clients as the front uses them: their process starts with the first command, and is replaced when it dies.
import { builtFolder, programOf } from "../processes/built-program.ts";
import { ManagedProcess, type ProcessLog, readOnly } from "../processes/managed-process.ts";
import { type Spares, Supervisor } from "../processes/supervisor.ts";
import {
  type ClientReport,
  type FromClients,
  fromClientsSchema,
  type ServerClientCommand,
  type ServerClientEvent,
  type ToClients,
} from "../protocol/clients.ts";
import { type Limits, limitTable } from "../protocol/limits.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";

/** The clients of one page in one room. Disposing closes them all and stops their events; later commands are ignored. */
export interface PageClientsHandle extends Disposable {
  send(client: string, command: ServerClientCommand): void;
}

export type OnClientEvent = (client: string, event: ServerClientEvent) => void;

export interface ServerClientsOptions {
  readonly limits: Limits;
  readonly spares?: Spares;
  readonly log?: ProcessLog;
  /** Our own server, `ws://address:port`. */
  socketUrl(): string;
}

interface Page {
  readonly id: number;
  readonly room: string;
  /** Whose share of someone else's room the clients use; null in a room of their own. */
  readonly guest: string | null;
  readonly onEvent: OnClientEvent;
  /** Clients that were opened and have not ended. */
  readonly alive: Set<string>;
}

const silentMs = 4_000;
const name = "The process for server-run clients";

interface ClientsProcessOptions extends ServerClientsOptions {
  readonly program: string;
  isBusy(): boolean;
  onReport(report: ClientReport): void;
}

class ClientsProcess extends ManagedProcess<FromClients, ToClients> {
  readonly #options: ClientsProcessOptions;

  constructor(options: ClientsProcessOptions) {
    const flags = readOnly("server", "node_modules", "package.json", builtFolder("clients"));
    super({ name, program: options.program, flags, schema: fromClientsSchema, log: options.log });
    this.#options = options;
    this.watch({ silentMs, ping: () => ({ type: "ping" }), isBusy: options.isBusy });
    this.send({ type: "start", socketUrl: options.socketUrl(), limits: options.limits });
  }

  protected override receive(message: FromClients): void {
    if (message.type === "events") for (const report of message.reports) this.#options.onReport(report);
  }
}

export class ServerClients extends Supervisor<ClientsProcess> {
  readonly #limits: Limits;
  readonly #pages = new Map<number, Page>();
  #lastId = 0;
  #started = false;

  constructor(options: ServerClientsOptions) {
    const onReport = (report: ClientReport) => this.#publish(report);
    const program = programOf("clients");
    super({
      name,
      count: 1,
      spares: options.spares ?? "none",
      create: () => new ClientsProcess({ ...options, program, onReport, isBusy: () => this.size > 0 }),
      onLost: (_process, { wasReady }, wasActive) => {
        if (wasReady && wasActive) for (const page of this.#pages.values()) closeAll(page);
      },
    });
    this.#limits = options.limits;
  }

  get size(): number {
    return this.#pages.values().reduce((sum, { alive }) => sum + alive.size, 0);
  }

  /**
   * Runs clients for one page in the room with this id. Every client's end is reported. `guest` is the learner whose page it
   * is, in someone else's room: all pages of one guest together have as many clients there as a learner in a classroom.
   */
  open(room: string, onEvent: OnClientEvent, guest: string | null = null): PageClientsHandle {
    const page: Page = { id: ++this.#lastId, room, guest, onEvent, alive: new Set() };
    this.#pages.set(page.id, page);
    return {
      send: (client, command) => {
        // The process would take it for the first command of a new page, which no one dismisses.
        if (!this.#pages.has(page.id)) return;
        if (opens(command) && !page.alive.has(client) && this.#isFull(page)) return this.#refuse(page, client);
        if (opens(command)) page.alive.add(client);
        this.#send({ type: "command", pageId: page.id, room, client, command });
      },
      [Symbol.dispose]: () => {
        if (!this.#pages.delete(page.id)) return;
        closeAll(page);
        if (this.#started) this.#send({ type: "dismiss", pageId: page.id });
      },
    };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#pages.clear();
    await super[Symbol.asyncDispose]();
  }

  #isFull({ room, guest }: Page): boolean {
    if (guest === null) return false;
    const theirs = this.#pages.values().filter((page) => page.guest === guest && page.room === room);
    return theirs.reduce((sum, { alive }) => sum + alive.size, 0) >= this.#limits.classroomSocketsPerLearner;
  }

  #refuse({ onEvent }: Page, client: string): void {
    const limit = "classroomSocketsPerLearner";
    const reason = `Limit ${limit} reached: ${this.#limits[limit]} ${limitTable[limit].what}. Close one and connect again.`;
    onEvent(client, { what: "refused", status: 503, reason, atMs: Date.now() });
  }

  /** The first message starts the process. */
  #send(message: ToClients): void {
    this.#started = true;
    this.acquire().then(
      (process) => process.send(message),
      (error: Error) => this.#fail(message, error.message),
    );
  }

  #fail(message: ToClients, reason: string): void {
    const page = message.type === "command" ? this.#pages.get(message.pageId) : undefined;
    if (message.type !== "command" || page === undefined) return;
    if (opens(message.command)) page.alive.delete(message.client);
    const text = `Server-run clients are not available (${reason}) Use one of the browser's own clients.`;
    page.onEvent(message.client, { what: "failed", message: text, atMs: Date.now() });
  }

  #publish({ pageId: id, client, event, alive }: ClientReport): void {
    const page = this.#pages.get(id);
    if (page === undefined) return;
    if (alive) page.alive.add(client);
    else page.alive.delete(client);
    page.onEvent(client, event);
  }
}

function opens(command: ServerClientCommand): boolean {
  return command.do === "open" || command.do === "request";
}

/** Reports the end of clients whose process, or whose page, is gone. */
function closeAll({ alive, onEvent }: Page): void {
  for (const client of alive) {
    alive.delete(client);
    onEvent(client, { what: "closed", code: reportedCodes.noCloseFrame, reason: "", atMs: Date.now() });
  }
}
