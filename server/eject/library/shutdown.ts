// `shutdown` outside of ws101: SIGTERM and Ctrl+C ask a handler that uses it to stop, and give it time to close its sockets.
import { subscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";
import { createShutdown } from "../../guest/shutdown.ts";
import { libraryLimits } from "./runtime.ts";

// Captured: the checks replace it.
const { setTimeout } = globalThis;

/** For close frames to be answered, once the handler's time is over. */
const closeMs = 500;

class Lifetime {
  /** The handler has used `shutdown`: it wants to know when it has to stop. */
  isAwaited = false;
  isStopping = false;
  #isExiting = false;
  readonly #shutdown = createShutdown({ limits: libraryLimits, awaitShutdown: () => this.#await() });
  /** Sockets of all servers of this process. */
  readonly #sockets = new Set<Socket>();
  readonly #onEnd: (() => void)[] = [];

  constructor() {
    subscribe("net.server.socket", (message) => this.#add(message));
  }

  get shutdown() {
    return this.#shutdown.shutdown;
  }

  /** Asks the handler to stop. */
  request(): void {
    this.isStopping = true;
    this.#shutdown.request();
  }

  /** `close` is called when the handler's time is over, and closes the sockets that are left. */
  onEnd(close: () => void): void {
    this.#onEnd.push(close);
  }

  #await(): void {
    this.isAwaited = true;
    // npm passes a signal on that the terminal has sent already: the second one means nothing more.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => this.#isExiting || this.#stop());
  }

  #stop(): void {
    this.request();
    this.#isExiting = true;
    this.#exitWhenClosed();
    setTimeout(() => {
      for (const close of this.#onEnd) close();
      setTimeout(() => process.exit(), this.#onEnd.length === 0 ? 0 : closeMs);
    }, libraryLimits.shutdownMs);
  }

  #add(message: unknown): void {
    const socket = typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
    if (!(socket instanceof Socket)) return;
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#exitWhenClosed();
    });
  }

  #exitWhenClosed(): void {
    if (this.#isExiting && this.#sockets.size === 0) process.exit();
  }
}

export const lifetime = new Lifetime();
