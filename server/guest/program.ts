// What either style of handler is to the room: the events of its sockets, one call each.
import type { PeerId, RequestInfo } from "../protocol/guest.ts";

export interface Program {
  upgrade(ticket: number, request: RequestInfo): void;
  open(peer: PeerId, request: RequestInfo, protocol: string): void;
  text(peer: PeerId, data: string): void;
  bytes(type: "binary" | "ping" | "pong", peer: PeerId, data: Uint8Array): void;
  close(peer: PeerId, code: number, reason: string): void;
  error(peer: PeerId, code: string, message: string): void;
  flow(peer: PeerId, unsent: number): void;
  retire(): void;
}
