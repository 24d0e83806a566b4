// Interfaces that both styles of handler implement, for the library.
import type { PeerId, RequestInfo } from "../protocol/guest.ts";

export interface Program {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string): Connection;
}

/** One socket of the room. Each method may throw what the learner's code throws. */
export interface Connection {
  /** Hands the connection to the learner's code. */
  start(): void;
  text(data: string): void;
  /** The same message as UTF-8 bytes, for the events style. */
  textBytes(utf8: Uint8Array): void;
  binary(data: Uint8Array): void;
  control(type: "ping" | "pong", data: Uint8Array): void;
  /** The last event of a connection. */
  close(code: number, reason: string): void;
  error(code: string, message: string): void;
  flow(unsent: number): void;
  retire(): void;
}
