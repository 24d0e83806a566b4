// A page on the live channel: sends messages and waits for the server's.
import type { ClientOptions } from "ws";
import type { ServerClientEvent } from "../../server/protocol/clients.ts";
import { type FromPage, type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import { within } from "../host/support/deadline.ts";
import { Peer } from "./peer.ts";

type EventOf<Kind, Event = ServerClientEvent> = Event extends { what: infer Whats }
  ? Kind extends Whats
    ? Event
    : never
  : never;
type MessageOf<Type extends ToPage["type"]> = Extract<ToPage, { type: Type }>;
interface Waiting {
  readonly matches: (event: ToPage) => boolean;
  readonly resolve: (event: ToPage) => void;
}

export class Page implements Disposable {
  /** Everything received, in order. */
  readonly messages: ToPage[] = [];
  #waiting: Waiting[] = [];
  #taken = 0;
  #peer: Peer | undefined;

  private constructor() {}

  static async open(gate: string, cookie: string, options: ClientOptions = {}, query = ""): Promise<Page> {
    const page = new Page();
    const receive = (text: string) => page.#receive(toPageSchema.parse(JSON.parse(text)));
    page.#peer = await Peer.connect(
      `${gate}/live${query}`,
      { ...options, headers: { ...options.headers, cookie } },
      receive,
    );
    return page;
  }

  get peer(): Peer {
    if (this.#peer === undefined) throw new Error("The page is not open.");
    return this.#peer;
  }

  send(message: FromPage | { type: "follow"; lesson: string }): void {
    this.peer.socket.send(JSON.stringify(message));
  }

  /** Sends a command for a client that the server runs. It is not typed, because it may be invalid. */
  command(client: string, command: Readonly<Record<string, unknown>>): void {
    this.peer.socket.send(JSON.stringify({ type: "client", client, command }));
  }

  /** The next event of this kind for that client. */
  async nextEvent<Kind extends ServerClientEvent["what"]>(client: string, what: Kind): Promise<EventOf<Kind>> {
    const message = await this.next("client", (one) => one.client === client && one.event.what === what);
    if (isEventOf(message.event, what)) return message.event;
    throw new Error("The event is of another kind.");
  }

  async follow(lesson: string, frames = true): Promise<MessageOf<"following">> {
    this.send({ type: "follow", lesson, frames });
    return this.next("following");
  }

  /** The next matching message of this type, after the last one that this method returned. */
  next<Type extends ToPage["type"]>(
    type: Type,
    fits: (event: MessageOf<Type>) => boolean = () => true,
  ): Promise<MessageOf<Type>> {
    const wanted = (event: ToPage): event is MessageOf<Type> => isOf(event, type) && fits(event);
    const { promise, resolve } = Promise.withResolvers<MessageOf<Type>>();
    const at = this.messages.findIndex((event, index) => index >= this.#taken && wanted(event));
    if (at < 0) this.#waiting.push({ matches: wanted, resolve: (event) => wanted(event) && resolve(event) });
    else {
      this.#taken = at + 1;
      const event = this.messages[at];
      if (event !== undefined && wanted(event)) resolve(event);
    }
    return within(promise, `"${type}" on the live channel did not come`);
  }

  [Symbol.dispose](): void {
    this.#peer?.[Symbol.dispose]();
  }

  #receive(event: ToPage): void {
    this.messages.push(event);
    const index = this.#waiting.findIndex(({ matches: fits }) => fits(event));
    if (index < 0) return;
    const [first] = this.#waiting.splice(index, 1);
    this.#taken = this.messages.length;
    first?.resolve(event);
  }
}

function isOf<Type extends ToPage["type"]>(event: ToPage, type: Type): event is MessageOf<Type> {
  return event.type === type;
}

function isEventOf<Kind extends ServerClientEvent["what"]>(
  event: ServerClientEvent,
  what: Kind,
): event is EventOf<Kind> {
  return event.what === what;
}
