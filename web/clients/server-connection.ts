// A client that the server runs for this page, for what no page can send; its commands and events go over the live channel.

import { type FromPage, fromPageSchema, type ToPage } from "../../server/protocol/live.ts";
import type { ServerClientCommand, ServerClientEvent } from "../../server/protocol/server-client.ts";
import type { ChannelState } from "../net/channel.ts";
import { fromBase64, hex, toBase64 } from "../ui/bytes.ts";
import type { Store } from "../ui/store.ts";
import { closedText, refusedText } from "./close-text.ts";
import type { Data } from "./compose.ts";
import { type Connection, type HearConnection, keptBytes } from "./connection.ts";
import { reasonProblem } from "./control-frames.ts";

/** The live channel, as far as a client on the server needs it. */
export interface LivePort {
  readonly state: Pick<Store<ChannelState, ChannelState>, "get" | "subscribe">;
  send(message: FromPage): boolean;
  hear(hear: (message: ToPage) => void): () => void;
}

type Opening = Omit<Extract<ServerClientCommand, { do: "open" }>, "do">;

const noChannel = "The page's own connection to the server is away, and a client on the server needs it.";
const patienceMs = 10_000;

export class ServerConnection implements Connection {
  readonly place = "server";
  readonly #name: string;
  readonly #live: LivePort;
  readonly #hear: HearConnection;
  readonly #leave = new DisposableStack();
  #phase: "opening" | "open" | "ended" = "opening";

  constructor(name: string, live: LivePort, opening: Opening, hear: HearConnection) {
    this.#name = name;
    this.#live = live;
    this.#hear = hear;
    this.#leave.defer(live.hear((message) => this.#told(message)));
    this.#leave.defer(live.state.subscribe(() => this.#channelChanged()));
    const patience = setTimeout(() => this.#ended(null, "the server did not answer in 10 s"), patienceMs);
    this.#leave.defer(() => clearTimeout(patience));
    const problem = this.carryOut({ do: "open", ...opening });
    if (problem !== null) queueMicrotask(() => this.#ended(null, problem));
  }

  /** Anything of protocol/deputy.ts; what would not fit there is never sent: it would end the page's own channel. */
  carryOut(command: ServerClientCommand): string | null {
    if (this.#phase === "ended") return "It is not open.";
    const message = fromPageSchema.safeParse({ type: "client", client: this.#name, command });
    if (!message.success) return "That is more than a client on the server can be told to send.";
    return this.#live.send(message.data) ? null : noChannel;
  }

  send(data: Data, fragments: number): string | null {
    const kind = typeof data === "string" ? "text" : "binary";
    const written = typeof data === "string" ? data : toBase64(data);
    return this.carryOut({ do: "send", kind, data: written, fragments });
  }

  close(code: number | null, reason: string): string | null {
    return reasonProblem(code, reason) ?? this.carryOut({ do: "close", code, reason });
  }

  drop(): void {
    if (this.#phase === "ended") return;
    this.carryOut({ do: "close", code: null, reason: "" });
    this.#leaveIt();
  }

  #told(message: ToPage): void {
    if (message.type === "client" && message.client === this.#name) this.#happened(message.event);
  }

  #happened(event: ServerClientEvent) {
    switch (event.what) {
      case "open":
        this.#phase = "open";
        return this.#hear({ what: "opened", protocol: event.protocol });
      case "closed":
        return this.#ended(event.code, closedText(event.code, event.reason));
      case "refused":
        return this.#ended(null, event.status === 0 ? event.reason : refusedText(event.status, event.reason));
      case "message":
        return this.#hear({ what: "received", kind: event.kind, text: shown(event), bytes: event.bytes });
      case "ping":
      case "pong": {
        const bytes = new TextEncoder().encode(event.data).length;
        return this.#hear({ what: "received", kind: event.what, text: event.data, bytes });
      }
      case "missed":
        return this.#hear({ what: "missed", count: event.count });
      case "failed":
        if (this.#phase === "opening") return this.#ended(null, event.message);
        return this.#hear({ what: "failed", text: event.message });
      default:
        event satisfies never;
    }
  }

  #channelChanged(): void {
    if (this.#live.state.get().phase === "open") return;
    this.#ended(null, "the page lost its connection to the server, and this client ended with it");
  }

  #ended(code: number | null, text: string): void {
    if (this.#phase === "ended") return;
    this.#leaveIt();
    this.#hear({ what: "ended", code, text });
  }

  #leaveIt(): void {
    this.#phase = "ended";
    this.#leave.dispose();
  }
}

function shown({ kind, data }: Extract<ServerClientEvent, { what: "message" }>): string {
  return kind === "text" ? data : hex(fromBase64(data).subarray(0, keptBytes));
}
