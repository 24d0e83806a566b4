// The one place of a room that a WebSocketServer can take.
import type { HostInterface } from "../host-interface.ts";
import type { Server } from "./server.ts";

export class ServerSlot {
  readonly #port: HostInterface;
  #server: Server | null = null;

  constructor(port: HostInterface) {
    this.#port = port;
  }

  get server(): Server | null {
    return this.#server;
  }

  /** Throws when another has taken it: one room has one address, so nobody would ever reach the second. */
  enter(server: Server): void {
    if (this.#server !== null)
      throw new Error(
        "There is a WebSocketServer already: a room has one address, so it has one server. Tell clients apart by request.url instead.",
      );
    this.#server = server;
  }

  warn(sentence: string): void {
    this.#port.log("warn", sentence, new Error().stack ?? "");
  }
}
