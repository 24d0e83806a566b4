// The process that runs the handler for one check: the real server on a free port, and a clock that the check moves.
import * as timers from "node:timers/promises";
import type { CheckerRequest, Settled } from "../../protocol/checks.ts";
import { onFault } from "../library/faults.ts";
import { type HandlerModule, serve } from "../library/serve.ts";
import type { FromRoom, RoomStart, Started, ToRoom } from "./messages.ts";
import { SteppedClock } from "./stepped-clock.ts";
import { WatchedSockets } from "./watched-sockets.ts";

// Captured: the clock replaces them.
const { setImmediate: nextTurn, setTimeout: pause } = timers;

type Clients = Extract<CheckerRequest, { what: "settle" }>["clients"];

/** Turns of Node's event loop without anything happening, after which nothing is under way. */
const quietTurns = 3;
/** Between two looks at bytes that are still on their way. */
const pollMs = 1;

class Room {
  readonly #clock = new SteppedClock();
  readonly #sockets = new WatchedSockets();
  #fault: Settled["fault"] = null;
  #isStepped = true;

  constructor() {
    onFault((kind, error) => this.#note(kind, error));
    process.on("uncaughtException", (error) => this.#note("error", error));
    process.on("unhandledRejection", (error) => this.#note("rejection", error));
  }

  async start({ handler, clock }: RoomStart): Promise<Started> {
    this.#isStepped = clock === "stepped";
    this.#sockets.install();
    if (this.#isStepped) this.#clock.install();
    const module: unknown = await import(handler);
    if (isLoop(module)) await serve(module, { port: 0 });
    const port = await this.#sockets.listening;
    return { port, nowMs: this.#nowMs };
  }

  async settle(clients: Clients): Promise<Settled> {
    this.#sockets.stall(clients);
    do await this.#untilQuiet();
    while (!this.#sockets.haveArrived(clients) && (await pause(pollMs, true)));
    return {
      clients: clients.map((client) => this.#sockets.progressOf(client)),
      nextWakeAtMs: this.#clock.nextWakeAtMs,
      nowMs: this.#nowMs,
      fault: this.#fault,
    };
  }

  async advance(ms: number): Promise<{ nowMs: number }> {
    const untilMs = this.#nowMs + ms;
    do await this.#untilQuiet();
    while (this.#isStepped && this.#clock.step(untilMs));
    return { nowMs: this.#nowMs };
  }

  get #nowMs(): number {
    return this.#isStepped ? this.#clock.now() : Date.now();
  }

  async #untilQuiet(): Promise<void> {
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

function answer(message: ToRoom) {
  switch (message.what) {
    case "start":
      return room.start(message.start);
    case "settle":
      return room.settle(message.clients);
    case "advance":
      return room.advance(message.ms);
    default:
      throw new Error(`Unknown request: ${message satisfies never}.`);
  }
}
