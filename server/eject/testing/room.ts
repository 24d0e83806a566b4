// The process that runs the handler for one check: the real server on a free port, and a clock that the check moves.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import * as timers from "node:timers/promises";
import { type ClientFunction, Dialing } from "../../guest/loop/dial.ts";
import { Dials } from "../../host/room/dials.ts";
import type { CheckerRequest, Dialed, Settled, ShutdownAnswer } from "../../protocol/checks.ts";
import type { GuestEvent } from "../../protocol/guest.ts";
import type { DialAnswer, HowToSettle } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { offloadedCalls } from "../library/offload.ts";
import { onFault } from "../library/runtime.ts";
import { type HandlerModule, requestInfoOf, serve, webSocketServer } from "../library/serve.ts";
import { lifetime } from "../library/shutdown.ts";
import { Sockets } from "../library/sockets.ts";
import { type StoredEntries, storedValues } from "../library/storage.ts";
import { SteppedClock } from "./stepped-clock.ts";
import { WatchedSockets } from "./watched-sockets.ts";

// Captured: the clock replaces them.
const { setImmediate: nextTurn, setTimeout: pause } = timers;

type Clients = Extract<CheckerRequest, { what: "settle" }>["clients"];

/** What a room's next process continues with. */
export interface Left {
  readonly port: number;
  readonly nowMs: number;
  readonly stored: StoredEntries;
}

export interface RoomStart {
  /** URL of the handler's file. */
  readonly handler: string;
  readonly clock: "real" | "stepped";
  readonly left?: Left | undefined;
}

export type Question =
  | { readonly what: "start"; readonly start: RoomStart }
  | ({ readonly what: "settle"; readonly clients: Clients } & HowToSettle)
  | { readonly what: "shutdown"; readonly end: boolean }
  | { readonly what: "dial"; readonly answer: DialAnswer }
  | { readonly what: "leave" };
export type ToRoom = Question & { readonly id: number };

export type Answer = Started | Settled | ShutdownAnswer | Dialed | Left;
export type FromRoom =
  | { readonly id: number; readonly value: Answer }
  | { readonly id: number; readonly problem: string };

export interface Started {
  readonly port: number;
  readonly nowMs: number;
}

/** Turns of Node's event loop without anything happening, after which nothing is under way. */
const quietTurns = 3;
/** Between two looks at bytes that are still on their way. */
const pollMs = 1;

/** The learner's client, for which a check plays the server. The check's sockets come to the handler's own port, with a header. */
class TestedClient {
  readonly #dials = new Dials((event) => this.#push(event));
  readonly #sockets = Object.assign(new Sockets(), {
    dial: (id: number, url: string) => this.#dials.add(id, url),
    cancelDial: (id: number) => this.#dials.cancel(id),
  });
  readonly #dialing = new Dialing(this.#sockets);

  /** The learner's export. */
  set client(client: ClientFunction) {
    this.#dialing.client = client;
  }

  /** The URL of the dial that has waited longest; null if none waits. */
  get dialUrl(): string | null {
    return this.#dials.next;
  }

  /** Starts the client if necessary, and answers its next dial. */
  answer(answer: DialAnswer): Dialed {
    this.#dials.start();
    const url = this.#dials.next;
    const token = answer === "accept" ? this.#dials.accept() : "";
    if (typeof answer === "number") this.#dials.refuse(answer);
    return { url, token };
  }

  /** Takes the socket of a dial that the check has accepted. */
  readonly takes = (request: IncomingMessage, raw: Socket, head: Buffer): boolean => {
    const info = requestInfoOf(request);
    const dial = this.#dials.claim(info);
    if (dial === undefined) return false;
    raw.on("error", () => raw.destroy());
    webSocketServer({ accept: true, protocol: null, headers: {} }).handleUpgrade(request, raw, head, (ws) =>
      this.#sockets.add(ws, raw, (id) => this.#dialing.open(dial, id, info, ws.protocol)),
    );
    return true;
  };

  #push(event: GuestEvent): void {
    if (event.type === "client") void this.#dialing.run();
    else if (event.type === "dialRefused") this.#dialing.refused(event.id, event.status);
  }
}

class Room {
  readonly #clock = new SteppedClock();
  readonly #client = new TestedClient();
  readonly #sockets = new WatchedSockets(this.#client.takes);
  #fault: Settled["fault"] = null;
  #isStepped = true;

  constructor() {
    onFault((kind, error) => this.#note(kind, error));
    process.on("uncaughtException", (error) => this.#note("error", error));
    process.on("unhandledRejection", (error) => this.#note("rejection", error));
  }

  async start({ handler, clock, left }: RoomStart): Promise<Started> {
    this.#isStepped = clock === "stepped";
    this.#sockets.install(left?.port ?? 0);
    storedValues.keepInMemory(left?.stored ?? []);
    offloadedCalls.hold();
    if (this.#isStepped) this.#clock.install(left?.nowMs ?? Date.now());
    const module: unknown = await import(handler);
    if (isLoop(module)) await serve(module, { port: 0 });
    if (hasClient(module)) this.#client.client = module.client;
    const port = await this.#sockets.listening;
    return { port, nowMs: this.#nowMs };
  }

  /** A check looks after every timer here: the handler's effects are not known. */
  async settle(clients: Clients, { advance, holdsCalls = false }: HowToSettle): Promise<Settled> {
    if (advance) await this.#advance(advance.ms);
    this.#sockets.stall(clients);
    do await this.#untilArrived(clients);
    while (!holdsCalls && (await offloadedCalls.deliverNext()));
    return {
      clients: clients.map((client) => this.#sockets.progressOf(client)),
      nextWakeAtMs: this.#clock.nextWakeAtMs,
      nowMs: this.#nowMs,
      dialUrl: this.#client.dialUrl,
      fault: this.#fault,
    };
  }

  /** Asks the handler to stop; with `end`, closes the sockets that are left. */
  shutdown(end: boolean): ShutdownAnswer {
    this.#sockets.refuse();
    if (end) this.#sockets.closeAll(closeCodes.serviceRestart, "the handler has stopped");
    else lifetime.request();
    return { isAwaited: lifetime.isAwaited, graceMs: lifetime.shutdown.graceMs };
  }

  dial(answer: DialAnswer): Dialed {
    return this.#client.answer(answer);
  }

  async leave(): Promise<Left> {
    return { port: await this.#sockets.listening, nowMs: this.#nowMs, stored: storedValues.entries() };
  }

  async #advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    do await this.#untilQuiet();
    while (this.#isStepped && this.#clock.step(untilMs));
  }

  get #nowMs(): number {
    return this.#isStepped ? this.#clock.now() : Date.now();
  }

  /** A call ends after everything that the clients have sent has been read. */
  async #untilArrived(clients: Clients): Promise<void> {
    do await this.#untilStill();
    while (!this.#sockets.haveArrived(clients) && (await pause(pollMs, true)));
  }

  async #untilQuiet(): Promise<void> {
    do await this.#untilStill();
    while (await offloadedCalls.deliverNext());
  }

  async #untilStill(): Promise<void> {
    for (let turn = 0, before = ""; turn < quietTurns; turn++) {
      await nextTurn();
      const { activity } = this.#sockets;
      if (activity !== before) turn = 0;
      before = activity;
    }
  }

  #note(kind: "error" | "rejection", error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : `Thrown: ${String(error)}`;
    const how = kind === "error" ? "This was not caught." : "This promise rejection was not handled.";
    const message = `${text}${/[.!?]$/.test(text) ? "" : "."} ${how}`;
    const line = lineOf(error);
    this.#fault ??= { kind, message, limit: null, line, column: null, stack: [], peer: null, stops: false, version: 1 };
  }
}

/** In the handler's file, the only one of TypeScript. */
function lineOf(error: unknown): number | null {
  const [, line] = /\.ts:(\d+):\d+/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
  return line === undefined ? null : Number(line);
}

function isLoop(module: unknown): module is HandlerModule {
  return typeof module === "object" && module !== null && "default" in module && typeof module.default === "function";
}

function hasClient(module: unknown): module is { readonly client: ClientFunction } {
  return typeof module === "object" && module !== null && "client" in module && typeof module.client === "function";
}

const room = new Room();
process.on("disconnect", () => process.exit());
process.on("message", (message: ToRoom) => {
  answer(message).then(
    (value) => send({ id: message.id, value }),
    (error: unknown) => send({ id: message.id, problem: error instanceof Error ? error.message : String(error) }),
  );
});

function send(message: FromRoom): void {
  process.send?.(message);
}

async function answer(message: ToRoom): Promise<Answer> {
  switch (message.what) {
    case "start":
      return await room.start(message.start);
    case "settle":
      return await room.settle(message.clients, message);
    case "shutdown":
      return room.shutdown(message.end);
    case "dial":
      return room.dial(message.answer);
    case "leave":
      return await room.leave();
    default:
      throw new Error(`Unknown request: ${message satisfies never}.`);
  }
}
