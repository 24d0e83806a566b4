// A cell's room while it runs: the clients, their frames, the console, and the live channel that reports them.
import type { ReportedFault } from "../../server/protocol/host.ts";
import type { TryCommand } from "../../server/protocol/lesson.ts";
import { cellLesson } from "../../server/protocol/lesson-names.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { Clients } from "../clients/clients.ts";
import { noClients, reduceClients } from "../clients/clients-state.ts";
import { Arrivals } from "../clients/connection/arrivals.ts";
import { pageToken } from "../clients/connection/connection.ts";
import { emptyLog, reduceLog } from "../console/console-log.ts";
import { runTry } from "../lesson/run-try.ts";
import { LiveChannel } from "../net/channel.ts";
import { socketUrl } from "../net/socket-url.ts";
import { RoomClock } from "../time/room-clock.ts";
import { createStore } from "../ui/store.ts";
import { until } from "../ui/until.ts";
import { Wire } from "../wire/wire.ts";

export interface CellSessionOptions {
  readonly id: string;
  /** The address of the room. */
  readonly url: string;
  readonly goToLine: (line: number) => void;
  readonly onFault: (fault: ReportedFault) => void;
  /** Loads the program again. Resolves to null, or to why not. */
  readonly restart: () => Promise<string | null>;
}

const followMs = 10_000;
const unreachable = "The server could not be reached.";

export class CellSession {
  readonly wire = new Wire({ page: pageToken });
  readonly clientList = createStore(reduceClients, noClients);
  readonly console = createStore(reduceLog, emptyLog);
  readonly clients: Clients;
  readonly goToLine: (line: number) => void;
  readonly #options: CellSessionOptions;
  readonly #channel = new LiveChannel(socketUrl("/live"));
  readonly #arrivals = new Arrivals(pageToken);
  readonly #clock: RoomClock;
  readonly #stopping = new AbortController();
  #room: string | null = null;
  #wasDisconnected = false;

  constructor(options: CellSessionOptions) {
    this.#options = options;
    this.goToLine = options.goToLine;
    const channel = this.#channel;
    this.clients = new Clients({ store: this.clientList, channel, url: () => socketUrl(options.url) });
    this.#clock = new RoomClock({
      send: (message) => channel.send(message),
      print: () => {},
      now: () => performance.now(),
    });
    channel.subscribe((message) => this.#receive(message));
    channel.state.subscribe(() => {
      if (channel.state.get().phase === "waiting") this.#wasDisconnected = true;
    });
  }

  /** The server may have restarted, and then runs the cell's own program. */
  get wasDisconnected(): boolean {
    return this.#wasDisconnected;
  }

  /** Resolves to null once all commands are done, or to the reason why one could not be. */
  async run(commands: readonly TryCommand[], onStep: (number: number, count: number) => void): Promise<string | null> {
    const { signal } = this.#stopping;
    const isFollowing = () => this.#room !== null;
    const on = [{ subscribe: (listener: () => void) => this.#channel.subscribe(listener) }];
    const hasFollowed = await until(isFollowing, { on, withinMs: followMs, signal });
    if (signal.aborted) return null;
    if (!hasFollowed) return unreachable;
    for (const name of namesIn(commands)) this.clients.add(name);
    const { clients, clientList: state } = this;
    const server = { restart: this.#options.restart, dial: () => this.#dial() };
    return runTry({ clients, state, arrivals: this.#arrivals, clock: this.#clock, signal, server }, commands, onStep);
  }

  #dial(): string | null {
    const isSent = this.#channel.send({ type: "dial", on: true, page: pageToken });
    return isSent ? null : unreachable;
  }

  /** Disconnects everything; what was received stays. */
  dispose(): void {
    this.#stopping.abort();
    this.clients.dispose();
    this.#channel.dispose();
  }

  #receive(message: ToPage): void {
    const lesson = cellLesson(this.#options.id);
    if (message.type === "hello") this.#channel.send({ type: "follow", lesson, frames: true });
    if ("lesson" in message && message.lesson !== lesson) return;
    if (message.type === "following") this.#room = message.room;
    this.wire.log.receive(message);
    this.#arrivals.receive(message);
    this.console.dispatch({ type: "live", message });
    this.#clock.receive(message);
    if (message.type === "fault") this.#options.onFault(message.fault);
  }
}

function namesIn(commands: readonly TryCommand[]): string[] {
  return [...new Set(commands.flatMap((command) => ("client" in command ? [command.client] : [])))].sort();
}
