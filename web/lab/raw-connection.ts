// A raw connection to the learner's room, opened by the server for this page: a request as written, then bytes as written.
// What comes back is kept as bytes, and read as a response head and frames.
import type { ServerClientCommand, ServerClientEvent } from "../../server/protocol/clients.ts";
import type { ClientChannel } from "../clients/connection/server-connection.ts";
import { fromBase64, joinBytes, toBase64 } from "../ui/bytes.ts";
import { createStore, type Store } from "../ui/store.ts";
import { type Dissected, framesIn } from "./frame-bytes.ts";

export type RequestOptions = Omit<Extract<ServerClientCommand, { do: "request" }>, "do">;

export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The status line and headers as received. */
  readonly head: string;
  /** The body of a response other than 101, as far as it has arrived. */
  readonly body: string;
}

export type Exchanged =
  | { readonly kind: "sent" | "received"; readonly id: number; readonly frame: Dissected }
  | { readonly kind: "note"; readonly id: number; readonly text: string };

export interface RawState {
  readonly phase: "idle" | "waiting" | "open" | "ended";
  /** The request that was sent last. */
  readonly request: RequestOptions | null;
  readonly response: RawResponse | null;
  /** Received and not yet read: the start of a response or of a frame. */
  readonly rest: Uint8Array<ArrayBuffer>;
  readonly exchanged: readonly Exchanged[];
  /** Why the last command was not carried out. */
  readonly problem: string | null;
}

const nothing = new Uint8Array();
const keptExchanges = 200;

const idle: RawState = {
  phase: "idle",
  request: null,
  response: null,
  rest: nothing,
  exchanged: [],
  problem: null,
};

function afterEvent(state: RawState, event: ServerClientEvent): RawState {
  switch (event.what) {
    case "bytes":
      return note(
        read({ ...state, rest: joinBytes(state.rest, fromBase64(event.data)) }),
        event.isLast ? cutNote : null,
      );
    case "closed":
      return note({ ...state, phase: "ended" }, state.phase === "open" ? "The TCP connection ended." : null);
    case "failed":
      return failed(state, event.message);
    case "refused":
      return failed(state, event.reason);
    default:
      return state;
  }
}

const cutNote = "More bytes arrived than are shown here.";

/** A request that could not be sent leaves nothing open. */
function failed(state: RawState, problem: string): RawState {
  return { ...state, problem, phase: state.phase === "waiting" ? "ended" : state.phase };
}

function read(state: RawState): RawState {
  if (state.response === null) {
    const head = headIn(state.rest);
    if (head === null) return state;
    const response = parseHead(head);
    const rest = state.rest.slice(head.length + emptyLine.length);
    return read({ ...state, response, rest, phase: response.status === 101 ? "open" : "waiting" });
  }
  if (state.response.status !== 101) {
    const body = state.response.body + new TextDecoder().decode(state.rest);
    return { ...state, response: { ...state.response, body }, rest: nothing };
  }
  const { frames, end } = framesIn(state.rest);
  const received = frames.map((frame) => ({ kind: "received" as const, frame }));
  return exchange({ ...state, rest: state.rest.slice(end) }, received);
}

const emptyLine = "\r\n\r\n";

function headIn(bytes: Uint8Array): string | null {
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf(emptyLine);
  return end < 0 ? null : text.slice(0, end);
}

function parseHead(head: string): RawResponse {
  const [first = "", ...lines] = head.split("\r\n");
  const [, status = "0", reason = ""] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first) ?? [];
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(status), reason, headers, head, body: "" };
}

type New<E> = E extends unknown ? Omit<E, "id"> : never;

function exchange(state: RawState, added: readonly New<Exchanged>[]): RawState {
  const next = (state.exchanged.at(-1)?.id ?? 0) + 1;
  const numbered = added.map((each, index) => ({ ...each, id: next + index }));
  return { ...state, exchanged: [...state.exchanged, ...numbered].slice(-keptExchanges) };
}

function note(state: RawState, text: string | null): RawState {
  return text === null ? state : exchange(state, [{ kind: "note", text }]);
}

const offline = "This page is disconnected from the server. Try again once it is back.";

export class RawConnection implements Disposable {
  readonly state: Store<RawState, RawState> = createStore((_before, now) => now, idle);
  readonly #name: string;
  readonly #channel: ClientChannel;
  readonly #unsubscribe: () => void;
  #requests = 0;

  constructor(name: string, channel: ClientChannel) {
    this.#name = name;
    this.#channel = channel;
    this.#unsubscribe = channel.subscribe((message) => {
      if (message.type === "client" && message.client === this.#client)
        this.state.dispatch(afterEvent(this.state.get(), message.event));
    });
  }

  /** Sends the request on a new connection, in place of the one before. */
  request(request: RequestOptions): void {
    this.#cut();
    this.#requests++;
    this.state.dispatch({ ...idle, phase: "waiting", request });
    this.#run({ do: "request", ...request });
  }

  send(frame: Dissected): void {
    this.state.dispatch(exchange({ ...this.state.get(), problem: null }, [{ kind: "sent", frame }]));
    this.#run({ do: "bytes", data: toBase64(frame.bytes) });
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    this.#cut();
  }

  /** Each connection has a name of its own, so that the end of one is not taken for the end of the next. */
  get #client(): string {
    return `${this.#name} ${this.#requests}`;
  }

  #cut(): void {
    const { phase } = this.state.get();
    if (phase === "waiting" || phase === "open") this.#run({ do: "cut" });
  }

  #run(command: ServerClientCommand): void {
    const isSent = this.#channel.send({ type: "client", client: this.#client, command });
    if (!isSent) this.state.dispatch(failed(this.state.get(), offline));
  }
}
