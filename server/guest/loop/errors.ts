// Errors and markers of the ws101 module.

export type EndedBy = "client" | "handler" | "swap";

/** Sending failed because the connection is closed. */
export class SocketClosed extends Error {
  readonly code: number;
  readonly reason: string;
  readonly by: EndedBy;

  constructor(message: string, code: number, reason: string, by: EndedBy) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.by = by;
  }
}

/** The socket was used after `split()`. */
export class SocketMoved extends Error {
  constructor(call: string) {
    super(
      `socket.${call} after socket.split(): the socket was moved into its two halves. Use receiver.${call === "split()" ? "recv()" : call} or the sender instead.`,
    );
  }
}

export class ChannelClosed extends Error {}

/** Takes the place of values that a slow subscriber missed. */
export class Lagged {
  readonly missed: number;

  constructor(missed: number) {
    this.missed = missed;
  }
}

/** The `name` that begins an error's text is the prototype's, as for the language's own errors. */
for (const type of [SocketClosed, SocketMoved, ChannelClosed])
  Object.defineProperty(type.prototype, "name", { value: type.name, configurable: true, writable: true });

/** A handler that ends like this made no mistake: its client left, or newer code took over. */
export function isDeparture(error: unknown): boolean {
  return error instanceof SocketClosed && error.by !== "handler";
}

export function abortError(): DOMException {
  return new DOMException("The operation was aborted", "AbortError");
}

export function timeoutError(ms: number): DOMException {
  return new DOMException(`Nothing came within ${ms} ms`, "TimeoutError");
}
