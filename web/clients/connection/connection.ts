// A client's connection: the interface that both kinds share, and the kind that is a WebSocket of this page.
import { hex } from "../../ui/bytes.ts";
import { byteLength, type Data } from "../composer/compose.ts";
import { browserCloseProblem, closedText, handshakeFailed } from "./close-text.ts";

export type ConnectionEvent =
  | { readonly what: "opened"; readonly protocol: string }
  /** Always the last event. `code` is null when no socket was opened. */
  | { readonly what: "ended"; readonly code: number | null; readonly text: string }
  /** A message, or a control frame where the client can see them. Binary `text` is hex and may be cut. */
  | {
      readonly what: "received";
      readonly kind: "text" | "binary" | "ping" | "pong";
      readonly text: string;
      readonly bytes: number;
    }
  | { readonly what: "round-trip"; readonly ms: number }
  /** Reading stopped or continues, at the page's request. */
  | { readonly what: "paused"; readonly on: boolean }
  /** Messages that were received but not reported to the page. */
  | { readonly what: "missed"; readonly count: number }
  | { readonly what: "failed"; readonly text: string };

export type ConnectionListener = (event: ConnectionEvent) => void;

/** Opens when constructed. Calls return null, or why they cannot be done. */
export interface Connection {
  send(data: Data, fragments: number): string | null;
  close(code: number | null, reason: string): string | null;
  /** Closes without reporting any further event. */
  drop(): void;
}

/** Bytes of a binary message that are kept for display. */
export const keptBytes = 4_096;

/** Identifies this page's sockets on the wire and in the room's state; other tabs have their own token. */
export const pageToken = Math.random().toString(36).slice(2, 10).padEnd(8, "0");

export class BrowserConnection implements Connection {
  readonly #socket: WebSocket;
  #listener: ConnectionListener;
  #wasOpen = false;

  /** Throws the browser's own error for an invalid address or subprotocol. */
  constructor(address: string, protocols: readonly string[], listener: ConnectionListener) {
    this.#listener = listener;
    const socket = new WebSocket(address, [...protocols]);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#wasOpen = true;
      this.#listener({ what: "opened", protocol: socket.protocol });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#received(data);
    socket.onclose = ({ code, reason }) => {
      const text = this.#wasOpen ? closedText(code, reason) : handshakeFailed(protocols);
      this.#listener({ what: "ended", code: this.#wasOpen ? code : null, text });
    };
  }

  send(data: Data): string | null {
    if (this.#socket.readyState !== WebSocket.OPEN) return "The socket is not open.";
    this.#socket.send(data);
    return null;
  }

  close(code: number | null, reason: string): string | null {
    const problem = browserCloseProblem(code, reason);
    if (problem !== null) return problem;
    if (code === null) this.#socket.close();
    else this.#socket.close(code, reason);
    return null;
  }

  drop(): void {
    this.#listener = () => {};
    this.#socket.close();
  }

  #received(data: string | ArrayBuffer): void {
    if (typeof data === "string") {
      this.#listener({ what: "received", kind: "text", text: data, bytes: byteLength(data) });
      return;
    }
    const text = hex(new Uint8Array(data, 0, Math.min(keptBytes, data.byteLength)));
    this.#listener({ what: "received", kind: "binary", text, bytes: data.byteLength });
  }
}
