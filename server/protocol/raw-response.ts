// Raw HTTP/1.1 responses: the last words on a socket that no HTTP server owns.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

export interface RawResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly body: string;
}

/** A client that does not read must not keep the socket open. */
const graceMs = 1_000;

/**
 * Sends the response and closes the connection. Returns the status line and headers, or none if the socket can no longer be
 * written to. The caller has already added an `error` listener.
 */
export function endWithResponse(socket: Duplex, { status, headers, mediaType, body }: RawResponse): readonly string[] {
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return [];
  }
  const timer = setTimeout(() => socket.destroy(), graceMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("finish", () => socket.destroy());
  // An `Upgrade` header needs its name in `Connection` (RFC 9110 §7.8).
  const connection = headers?.Upgrade === undefined ? "close" : "Upgrade, close";
  const own = { Connection: connection, "Content-Type": mediaType, "Content-Length": String(Buffer.byteLength(body)) };
  const fields = Object.entries({ ...headers, ...own }).map(([name, value]) => `${name}: ${value}`);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`, ...fields];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return lines;
}
