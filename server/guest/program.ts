// What either style of handler is to the room, and what each of its sockets is.
import type { PeerId, RequestInfo } from "../protocol/guest.ts";

export interface Program {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string): Member;
}

/** One socket, told what happens to it. */
export interface Member {
  /** The learner's code meets it. May throw what they throw, as may the others. */
  start(): void;
  text(data: string): void;
  /** The same as the bytes that came, which is what the style with events hands on. */
  textBytes(utf8: Uint8Array): void;
  binary(data: Uint8Array): void;
  control(type: "ping" | "pong", data: Uint8Array): void;
  /** The last that it hears. */
  close(code: number, reason: string): void;
  error(code: string, message: string): void;
  flow(unsent: number): void;
  retire(): void;
}
