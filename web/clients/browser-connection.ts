// A client that is a WebSocket of this page: what any web page can do, and nothing else.
import { hex } from "../ui/bytes.ts";
import { browserCloseProblem, closedText, noConnection } from "./close-text.ts";
import type { Data } from "./compose.ts";
import { type Connection, type HearConnection, keptBytes } from "./connection.ts";

export class BrowserConnection implements Connection {
  readonly place = "browser";
  readonly #socket: WebSocket;
  #hear: HearConnection;
  #wasOpen = false;

  /** Throws what the browser throws for an address or a subprotocol that it does not take. */
  constructor(address: string, protocols: readonly string[], hear: HearConnection) {
    this.#hear = hear;
    const socket = new WebSocket(address, [...protocols]);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#wasOpen = true;
      this.#hear({ what: "opened", protocol: socket.protocol });
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#received(data);
    socket.onclose = ({ code, reason }) => {
      const text = this.#wasOpen ? closedText(code, reason) : noConnection;
      this.#hear({ what: "ended", code: this.#wasOpen ? code : null, text });
    };
  }

  send(data: Data): string | null {
    if (this.#socket.readyState !== WebSocket.OPEN) return "It is not open.";
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
    this.#hear = () => {};
    this.#socket.close();
  }

  #received(data: string | ArrayBuffer): void {
    if (typeof data === "string") {
      const bytes = new TextEncoder().encode(data).length;
      this.#hear({ what: "received", kind: "text", text: data, bytes });
      return;
    }
    const text = hex(new Uint8Array(data, 0, Math.min(keptBytes, data.byteLength)));
    this.#hear({ what: "received", kind: "binary", text, bytes: data.byteLength });
  }
}
