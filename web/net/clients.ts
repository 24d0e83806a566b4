// The page's real browser sockets to the learner's room, one a client; what happens to them is told to the bench.
import type { Bench, BenchAction, Client, Kind, NewEntry } from "../state/bench.ts";
import { compose } from "../state/compose.ts";
import { hex } from "../state/frame-text.ts";
import type { Store } from "../state/store.ts";

const paintMs = 16;

export class Clients {
  readonly #bench: Store<Bench, BenchAction>;
  readonly #url: () => string;
  readonly #sockets = new Map<string, WebSocket>();
  readonly #unlogged = new Map<string, NewEntry[]>();
  #logTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(bench: Store<Bench, BenchAction>, url: () => string) {
    this.#bench = bench;
    this.#url = url;
  }

  /** `protocols` as typed: names separated by commas or spaces. */
  connect(name: string, protocols = ""): void {
    if (this.#sockets.has(name)) return;
    try {
      this.#open(name, new WebSocket(this.#url(), protocols.split(/[\s,]+/).filter(Boolean)));
    } catch (error) {
      this.#failed(name, error);
    }
  }

  /** Connects first when need be. Answers what is wrong with the text, or null. */
  send(name: string, kind: Kind, text: string): string | null {
    const composed = compose(kind, text);
    if (!composed.ok) return composed.problem;
    this.connect(name);
    const socket = this.#sockets.get(name);
    if (socket?.readyState === WebSocket.CONNECTING) {
      socket.addEventListener("open", () => this.#deliver(name, socket, composed.data), { once: true });
    } else if (socket?.readyState === WebSocket.OPEN) {
      this.#deliver(name, socket, composed.data);
    } else {
      return `${name} is closing; wait until it has closed.`;
    }
    return null;
  }

  /** Answers why the browser refuses this code or reason, or null. Browsers allow 1000 and 3000 to 4999. */
  close(name: string, code: number | null, reason: string): string | null {
    const socket = this.#sockets.get(name);
    if (!socket) return null;
    try {
      if (code === null) socket.close();
      else socket.close(code, reason);
    } catch {
      return "A browser may only close with 1000 or 3000 to 4999, and a reason of at most 123 bytes.";
    }
    this.#bench.dispatch({ type: "phase", client: name, phase: "closing" });
    return null;
  }

  remove(name: string): void {
    this.#sockets.get(name)?.close();
    this.#sockets.delete(name);
    this.#unlogged.delete(name);
    this.#bench.dispatch({ type: "remove", client: name });
  }

  dispose(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    clearTimeout(this.#logTimer);
  }

  #open(name: string, socket: WebSocket): void {
    this.#sockets.set(name, socket);
    this.#phase(name, "connecting");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#bench.dispatch({ type: "phase", client: name, phase: "open", protocol: socket.protocol });
      this.#log(name, "opened", "", socket.protocol ? `open, subprotocol ${socket.protocol}` : "open");
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#message(name, "received", data);
    socket.onclose = (event) => this.#closed(name, socket, event);
  }

  #deliver(name: string, socket: WebSocket, data: string | Uint8Array<ArrayBuffer>): void {
    socket.send(data);
    this.#message(name, "sent", typeof data === "string" ? data : data.buffer);
  }

  #closed(name: string, socket: WebSocket, { code, reason }: CloseEvent): void {
    if (this.#sockets.get(name) !== socket) return;
    this.#sockets.delete(name);
    this.#bench.dispatch({ type: "phase", client: name, phase: "closed", protocol: "" });
    this.#log(name, "closed", "", closedText(code, reason));
  }

  #failed(name: string, error: unknown): void {
    this.#log(name, "failed", "", error instanceof Error ? error.message : String(error));
  }

  #message(name: string, what: "sent" | "received", data: string | ArrayBuffer): void {
    if (typeof data === "string") this.#log(name, what, "text", data, new TextEncoder().encode(data).length);
    else this.#log(name, what, "binary", hex(new Uint8Array(data)), data.byteLength);
  }

  #log(name: string, what: NewEntry["what"], kind: NewEntry["kind"], text: string, bytes = 0): void {
    const entries = this.#unlogged.get(name) ?? [];
    entries.push({ atMs: Date.now(), what, kind, text, bytes });
    this.#unlogged.set(name, entries);
    this.#logTimer ??= setTimeout(() => this.#flushLogs(), paintMs);
  }

  /** A thousand messages a second are shown as some sixty changes of the page. */
  #flushLogs(): void {
    this.#logTimer = undefined;
    for (const [client, entries] of this.#unlogged) this.#bench.dispatch({ type: "log", client, entries });
    this.#unlogged.clear();
  }

  #phase(name: string, phase: Client["phase"]): void {
    this.#bench.dispatch({ type: "phase", client: name, phase, protocol: "" });
  }
}

/** 1006 is no code from the wire: the browser says it when no close frame came, or no handshake. */
function closedText(code: number, reason: string): string {
  if (code === 1006) return "closed without a close frame (1006)";
  if (code === 1005) return "closed, no code (1005)";
  return `closed ${code}${reason ? ` ${reason}` : ""}`;
}
