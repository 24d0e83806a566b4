// How a socket is refused before it became a WebSocket: one status line, one sentence, and the end.
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Why a socket does not become a peer. `status` 0: it was gone before anything could be said. */
export interface Refusal {
  readonly status: number;
  /** A sentence for the one who asked; becomes the body. */
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const graceMs = 1_000;

/** Answers and closes; the lines before the body, none when nothing could be said. The socket has an `error` listener already. */
export function refuse(raw: Duplex, refusal: Refusal): readonly string[] {
  if (refusal.status === 0 || raw.destroyed || !raw.writable) {
    raw.destroy();
    return [];
  }
  // A client that does not read must not keep the socket.
  const timer = setTimeout(() => raw.destroy(), graceMs);
  raw.once("close", () => clearTimeout(timer));
  raw.once("finish", () => raw.destroy());
  const body = `${refusal.reason}\n`;
  const lines = headOf(refusal, body);
  raw.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return lines;
}

function headOf({ status, headers = {} }: Refusal, body: string): string[] {
  const own = {
    connection: "close",
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
  };
  const lines = Object.entries({ ...headers, ...own }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`, ...lines];
}
