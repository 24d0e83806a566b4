// A client that the server runs for this page, for what browsers cannot send. Commands and events use the live channel.

import type { ServerClientCommand, ServerClientEvent } from "../../../server/protocol/clients.ts";
import { type FromPage, fromPageSchema, type ToPage } from "../../../server/protocol/live.ts";
import type { ChannelState } from "../../net/channel.ts";
import { fromBase64, hex, toBase64 } from "../../ui/bytes.ts";
import type { Store } from "../../ui/store.ts";
import { byteLength, type Data } from "../composer/compose.ts";
import { closedText, closeProblem, refusedText } from "./close-text.ts";
import { type Connection, type ConnectionListener, keptBytes } from "./connection.ts";

/** The part of the live channel that a client on the server uses. */
export interface ClientChannel {
  readonly state: Pick<Store<ChannelState, ChannelState>, "get" | "subscribe">;
  send(message: FromPage): boolean;
  subscribe(listener: (message: ToPage) => void): () => void;
}

type OpenOptions = Omit<Extract<ServerClientCommand, { do: "open" }>, "do">;

const offline = "This page is disconnected from the server, so its clients on the server are unavailable.";
const openTimeoutMs = 10_000;

export class ServerConnection implements Connection {
  readonly #name: string;
  readonly #channel: ClientChannel;
  readonly #listener: ConnectionListener;
  readonly #pings = new PingTimer();
  readonly #cleanup = new DisposableStack();
  readonly #timeout: ReturnType<typeof setTimeout>;
  #phase: "opening" | "open" | "ended" = "opening";

  constructor(name: string, channel: ClientChannel, options: OpenOptions, listener: ConnectionListener) {
    this.#name = name;
    this.#channel = channel;
    this.#listener = listener;
    this.#cleanup.defer(channel.subscribe((message) => this.#receive(message)));
    this.#cleanup.defer(channel.state.subscribe(() => this.#channelChanged()));
    this.#timeout = setTimeout(() => this.#end(null, "the server did not respond within 10 s"), openTimeoutMs);
    this.#cleanup.defer(() => clearTimeout(this.#timeout));
    const problem = this.run({ do: "open", ...options });
    if (problem !== null) queueMicrotask(() => this.#end(null, problem));
  }

  /** Sends a command. What the channel's schema does not allow is refused here: it would close the page's channel. */
  run(command: ServerClientCommand): string | null {
    if (this.#phase === "ended") return "The socket is not open.";
    const message = fromPageSchema.safeParse({ type: "client", client: this.#name, command });
    if (!message.success) return "This is too large for a client on the server.";
    if (!this.#channel.send(message.data)) return offline;
    if (command.do === "ping") this.#pings.sent(command.data);
    return null;
  }

  send(data: Data, fragments: number): string | null {
    return this.run(sendCommand(data, fragments));
  }

  close(code: number | null, reason: string): string | null {
    return closeProblem(code, reason) ?? this.run({ do: "close", code, reason });
  }

  drop(): void {
    if (this.#phase === "ended") return;
    this.run({ do: "close", code: null, reason: "" });
    this.#phase = "ended";
    this.#cleanup.dispose();
  }

  #receive(message: ToPage): void {
    if (message.type === "client" && message.client === this.#name) this.#handle(message.event);
  }

  #handle(event: ServerClientEvent) {
    switch (event.what) {
      case "open":
        this.#phase = "open";
        clearTimeout(this.#timeout);
        return this.#listener({ what: "opened", protocol: event.protocol });
      case "closed":
        return this.#end(event.code, closedText(event.code, event.reason));
      case "refused":
        return this.#end(null, event.status === 0 ? event.reason : refusedText(event.status, event.reason));
      case "message":
        return this.#listener({ what: "received", kind: event.kind, text: shownText(event), bytes: event.bytes });
      case "ping":
      case "pong":
        return this.#control(event.what, event.data);
      case "missed":
      case "paused":
        return this.#listener(event);
      case "bytes":
        return; // for a raw connection
      case "failed":
        if (this.#phase === "opening") return this.#end(null, event.message);
        return this.#listener({ what: "failed", text: event.message });
      default:
        event satisfies never;
    }
  }

  #control(kind: "ping" | "pong", data: string): void {
    this.#listener({ what: "received", kind, text: data, bytes: byteLength(data) });
    const ms = kind === "pong" ? this.#pings.answered(data) : null;
    if (ms !== null) this.#listener({ what: "round-trip", ms });
  }

  #channelChanged(): void {
    if (this.#channel.state.get().phase === "open") return;
    this.#end(null, "this page lost its connection to the server, which closed this client");
  }

  #end(code: number | null, text: string): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#cleanup.dispose();
    this.#listener({ what: "ended", code, text });
  }
}

export function sendCommand(data: Data, fragments: number): ServerClientCommand {
  if (typeof data === "string") return { do: "send", kind: "text", data, fragments };
  return { do: "send", kind: "binary", data: toBase64(data), fragments };
}

function shownText({ kind, data }: Extract<ServerClientEvent, { what: "message" }>): string {
  return kind === "text" ? data : hex(fromBase64(data).subarray(0, keptBytes));
}

/** Measures round trips. A pong answers the ping with its payload and all earlier ones (RFC 6455 §5.5.3). */
export class PingTimer {
  #pings: { readonly data: string; readonly atMs: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  sent(data: string): void {
    this.#pings = [...this.#pings, { data, atMs: this.#now() }].slice(-100);
  }

  /** Milliseconds since the ping; null for an unsolicited pong. */
  answered(data: string): number | null {
    const index = this.#pings.findIndex((ping) => ping.data === data);
    const ping = this.#pings[index];
    if (ping === undefined) return null;
    this.#pings = this.#pings.slice(index + 1);
    return this.#now() - ping.atMs;
  }
}
