// The page's live channel (GET /live): reconnects when it breaks, and parses each message once.
import { type FromPage, type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import { attempt } from "../ui/attempt.ts";
import { createValue } from "../ui/plain-store.ts";
import { backoffMs } from "./backoff.ts";

export type ChannelState =
  | { readonly phase: "connecting" }
  | { readonly phase: "open" }
  | { readonly phase: "waiting"; readonly retryAtMs: number };

type Listener = (message: ToPage) => void;

const backoff = { firstMs: 400, maxMs: 8_000 };

export class LiveChannel {
  readonly state = createValue<ChannelState>({ phase: "connecting" });
  readonly #url: string;
  readonly #listeners = new Set<Listener>();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
    window.addEventListener("online", this.retryNow);
    window.addEventListener("offline", this.#disconnected);
    this.#open();
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns false when disconnected. Nothing is queued: after each `hello` the page follows its lesson again. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  readonly retryNow = (): void => {
    if (this.state.get().phase === "waiting") this.#open();
  };

  /** Opens a new socket in place of this one: the server knows a page by the cookies of its handshake. */
  reconnect(): void {
    this.#socket?.close();
    this.#open();
  }

  dispose(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.retryNow);
    window.removeEventListener("offline", this.#disconnected);
    this.#socket?.close();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.state.dispatch({ phase: "connecting" });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(socket, data);
    socket.onclose = () => {
      if (socket === this.#socket) this.#disconnected();
    };
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== "string") return;
    const message = toPageSchema.safeParse(attempt((): unknown => JSON.parse(data)));
    // A newer server may send messages that this page does not know.
    if (!message.success) return;
    if (message.data.type === "hello") {
      this.#attempt = 0;
      this.state.dispatch({ phase: "open" });
    }
    for (const listener of this.#listeners) listener(message.data);
  }

  readonly #disconnected = (): void => {
    if (this.#isClosed) return;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    const waitMs = backoffMs(backoff, this.#attempt++, Math.random());
    this.state.dispatch({ phase: "waiting", retryAtMs: Date.now() + waitMs });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), waitMs);
  };
}
