// Refusals: why a socket does not become a peer.
import type { Duplex } from "node:stream";
import { endWithResponse } from "../protocol/raw-response.ts";

/** `status` 0: the client is already gone. */
export interface Refusal {
  readonly status: number;
  /** One sentence; becomes the body. */
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the refusal and closes the socket. Returns the status line and headers; none if nothing could be sent. */
export function refuse(socket: Duplex, { status, reason, headers = {} }: Refusal): readonly string[] {
  if (status === 0) {
    socket.destroy();
    return [];
  }
  return endWithResponse(socket, { status, headers, mediaType: "text/plain; charset=utf-8", body: `${reason}\n` });
}
