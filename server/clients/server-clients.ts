// Clients that the server runs, as the front sees them: started with the first order, watched, and begun anew when their process dies.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Pair } from "../processes/pair.ts";
import { fromClientsSchema, type ToClients, type Told } from "../protocol/clients.ts";
import type { Limits } from "../protocol/limits.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/server-client.ts";

/** What one page runs in one room. Disposing ends all of it, and nothing more is heard. */
export interface PageClientsHandle extends Disposable {
  order(client: string, command: ServerClientCommand): void;
}

export interface ServerClients extends AsyncDisposable {
  /** The process at work, for those who watch it; undefined while there is none. */
  readonly pid: number | undefined;
  /** Clients that were ordered to connect and are not known to be gone. */
  readonly size: number;
  /** `room` is the followed room's id. A client's end is always heard. */
  gather(room: string, hear: (client: string, event: ServerClientEvent) => void): PageClientsHandle;
}

export interface ServerClientsOptions {
  readonly limits: Limits;
  /** Our own server, `ws://address:port`. */
  gate(): string;
  readonly log: (line: string) => void;
}

export function startServerClients(options: ServerClientsOptions): ServerClients {
  return new SparedDeputies(options);
}

interface PageClients {
  readonly id: number;
  readonly hear: (client: string, event: ServerClientEvent) => void;
  readonly alive: Set<string>;
}

const beatMs = 1_000;
/** Beats without an answer after which the process is taken to hang. */
const mostOwed = 4;
/** Orders that wait for the process to start. */
const mostEarly = 1_000;

const root = fileURLToPath(new URL("../..", import.meta.url));
/** It reads its own code, writes nothing and starts nothing. */
const permissions = [
  "--permission",
  ...["server", "node_modules", "package.json"]
    .flatMap((name) => [root + name, realpathSync(root + name)])
    .map((path) => `--allow-fs-read=${path}`),
];

class SparedDeputies implements ServerClients {
  readonly #options: ServerClientsOptions;
  readonly #parties = new Map<number, PageClients>();
  readonly #early: ToClients[] = [];
  #pair: Pair | null = null;
  #heart: NodeJS.Timeout | null = null;
  #ids = 0;
  #pings = 0;
  #pongs = 0;

  constructor(options: ServerClientsOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#pair?.pid;
  }

  get size(): number {
    return [...this.#parties.values()].reduce((sum, { alive }) => sum + alive.size, 0);
  }

  gather(room: string, hear: PageClients["hear"]): PageClientsHandle {
    const party: PageClients = { id: ++this.#ids, hear, alive: new Set() };
    this.#parties.set(party.id, party);
    return {
      order: (client, command) => {
        if (command.do === "open") party.alive.add(client);
        this.#send({ type: "order", party: party.id, room, client, command });
      },
      [Symbol.dispose]: () => this.#dismiss(party),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#heart !== null) clearInterval(this.#heart);
    this.#parties.clear();
    await this.#pair?.[Symbol.asyncDispose]();
  }

  #dismiss(party: PageClients): void {
    if (!this.#parties.delete(party.id)) return;
    for (const client of party.alive) this.#closed(party, client);
    if (this.#pair !== null) this.#send({ type: "dismiss", party: party.id });
  }

  /** A server whose learners never ask for such a client never starts the process. */
  #send(message: ToClients): void {
    this.#pair ??= this.#start();
    if (this.#pair.send(message)) return;
    if (this.#early.length < mostEarly) this.#early.push(message);
    else this.#fail(message, "too many orders wait for the process that runs clients");
  }

  #start(): Pair {
    this.#heart = setInterval(() => this.#beat(), beatMs);
    this.#heart.unref();
    return new Pair({
      main: fileURLToPath(new URL("./main.ts", import.meta.url)),
      execArgv: permissions,
      onMessage: (message) => this.#parse(message),
      onReady: () => this.#ready(),
      onLost: () => this.#lost(),
      onBroken: (reason) => this.#broken(reason),
      log: (line) => this.#log(line),
    });
  }

  #ready(): void {
    this.#pongs = this.#pings;
    this.#pair?.send({ type: "start", gate: this.#options.gate(), limits: this.#options.limits } satisfies ToClients);
    for (const message of this.#early.splice(0)) this.#pair?.send(message);
  }

  /** Whatever it ran is gone with it: every page is told of each of its clients. */
  #lost(): void {
    for (const party of this.#parties.values()) {
      for (const client of party.alive) this.#closed(party, client);
    }
  }

  #closed(party: PageClients, client: string): void {
    party.alive.delete(client);
    party.hear(client, { what: "closed", code: reportedCodes.noCloseFrame, reason: "", atMs: Date.now() });
  }

  #broken(reason: string): void {
    this.#log(`the process that runs clients does not start: ${reason}`);
    for (const message of this.#early.splice(0)) this.#fail(message, "it does not start");
  }

  #fail(message: ToClients, why: string): void {
    const party = message.type === "order" ? this.#parties.get(message.party) : undefined;
    if (message.type !== "order" || party === undefined) return;
    if (message.command.do === "open") party.alive.delete(message.client);
    const text = `The server cannot run clients just now (${why}): use one of the browser's own.`;
    party.hear(message.client, { what: "failed", message: text, atMs: Date.now() });
  }

  /** A message that is none says that the process is not to be trusted. */
  #parse(raw: unknown): void {
    const { success, data } = fromClientsSchema.safeParse(raw);
    if (!success) {
      this.#log("unreadable message, its process is replaced");
      this.#pair?.replace();
    } else if (data.type === "pong") this.#pongs = Math.max(this.#pongs, Math.min(data.n, this.#pings));
    else if (data.type === "told") for (const told of data.told) this.#hear(told);
  }

  #hear({ party: id, client, event, alive }: Told): void {
    const party = this.#parties.get(id);
    if (party === undefined) return;
    if (alive) party.alive.add(client);
    else party.alive.delete(client);
    party.hear(client, event);
  }

  /** Only while it has something to do does anybody mind whether it answers. */
  #beat(): void {
    if (this.size === 0 || this.#pair?.pid === undefined) return;
    if (this.#pings - this.#pongs >= mostOwed) {
      this.#log("no sign of life: the process is replaced");
      this.#pongs = this.#pings;
      this.#pair.replace();
    } else this.#pair.send({ type: "ping", n: ++this.#pings } satisfies ToClients);
  }

  #log(line: string): void {
    this.#options.log(`clients: ${line}`);
  }
}
