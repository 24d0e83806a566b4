// The page's own channel to the server (GET /live): opened again and again when it breaks, each message parsed once.
import { type FromPage, type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import { createStore, type Store } from "../ui/store.ts";
import { backoffMs } from "./backoff.ts";

export type ChannelState =
  | { readonly phase: "connecting" }
  | { readonly phase: "open" }
  | { readonly phase: "waiting"; readonly retryAtMs: number };

type Hear = (message: ToPage) => void;

const latest = (_before: ChannelState, now: ChannelState): ChannelState => now;
const backoff = { firstMs: 400, mostMs: 8_000 };

export class LiveChannel {
  readonly state: Store<ChannelState, ChannelState> = createStore(latest, { phase: "connecting" });
  readonly #url: string;
  readonly #hearers = new Set<Hear>();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
    window.addEventListener("online", this.retryNow);
    window.addEventListener("offline", this.#dropped);
    this.#open();
  }

  hear(hear: Hear): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  /** What cannot be said now is not kept: after each `hello` the page says again what it follows. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  readonly retryNow = (): void => {
    if (this.state.get().phase === "waiting") this.#open();
  };

  #open(): void {
    clearTimeout(this.#timer);
    this.state.dispatch({ phase: "connecting" });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#received(socket, data);
    socket.onclose = () => {
      if (socket === this.#socket) this.#dropped();
    };
  }

  #received(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== "string") return;
    const message = toPageSchema.safeParse(readJson(data));
    // A server of another version may say more than this page understands.
    if (!message.success) return;
    if (message.data.type === "hello") {
      this.#attempt = 0;
      this.state.dispatch({ phase: "open" });
    }
    for (const hear of this.#hearers) hear(message.data);
  }

  readonly #dropped = (): void => {
    if (this.#isClosed) return;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    const waitMs = backoffMs(backoff, this.#attempt++, Math.random());
    this.state.dispatch({ phase: "waiting", retryAtMs: Date.now() + waitMs });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), waitMs);
  };

  dispose(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.retryNow);
    window.removeEventListener("offline", this.#dropped);
    this.#socket?.close();
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
