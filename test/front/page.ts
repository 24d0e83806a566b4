// A page on the live channel: says what it wants, and waits for what it is told.
import type { ClientOptions } from "ws";
import { type FromPage, type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import type { ServerClientEvent } from "../../server/protocol/server-client.ts";
import { Peer } from "./peer.ts";
import { within } from "./within.ts";

type What<Kind, Event = ServerClientEvent> = Event extends { what: infer Whats }
  ? Kind extends Whats
    ? Event
    : never
  : never;
type Told<Type extends ToPage["type"]> = Extract<ToPage, { type: Type }>;
interface Waiting {
  readonly fits: (event: ToPage) => boolean;
  readonly resolve: (event: ToPage) => void;
}

export class Page implements Disposable {
  /** Everything that was told, in order. */
  readonly told: ToPage[] = [];
  #waiting: Waiting[] = [];
  #taken = 0;
  #peer: Peer | undefined;

  private constructor() {}

  static async open(gate: string, cookie: string, options: ClientOptions = {}): Promise<Page> {
    const page = new Page();
    const hear = (text: string) => page.#hear(toPageSchema.parse(JSON.parse(text)));
    page.#peer = await Peer.dial(`${gate}/live`, { ...options, headers: { cookie } }, hear);
    return page;
  }

  get peer(): Peer {
    if (this.#peer === undefined) throw new Error("The page is not open.");
    return this.#peer;
  }

  say(wish: FromPage | { type: "follow"; lesson: string }): void {
    this.peer.socket.send(JSON.stringify(wish));
  }

  /** A command for a client that the server runs; as loose as what a stranger may send. */
  order(client: string, command: Readonly<Record<string, unknown>>): void {
    this.peer.socket.send(JSON.stringify({ type: "client", client, command }));
  }

  /** What is told next of that client, of this kind. */
  async hears<Kind extends ServerClientEvent["what"]>(client: string, what: Kind): Promise<What<Kind>> {
    const told = await this.next("client", (one) => one.client === client && one.event.what === what);
    if (isWhat(told.event, what)) return told.event;
    throw new Error("the event is of another kind");
  }

  async follow(lesson: string, frames = true): Promise<Told<"following">> {
    this.say({ type: "follow", lesson, frames });
    return this.next("following");
  }

  /** The next event of a type that fits and came after the last one taken this way. */
  next<Type extends ToPage["type"]>(
    type: Type,
    fits: (event: Told<Type>) => boolean = () => true,
  ): Promise<Told<Type>> {
    const wanted = (event: ToPage): event is Told<Type> => isOf(event, type) && fits(event);
    const { promise, resolve } = Promise.withResolvers<Told<Type>>();
    const at = this.told.findIndex((event, index) => index >= this.#taken && wanted(event));
    if (at < 0) this.#waiting.push({ fits: wanted, resolve: (event) => wanted(event) && resolve(event) });
    else {
      this.#taken = at + 1;
      const event = this.told[at];
      if (event !== undefined && wanted(event)) resolve(event);
    }
    return within(10_000, `"${type}" on the live channel`, promise);
  }

  [Symbol.dispose](): void {
    this.#peer?.[Symbol.dispose]();
  }

  #hear(event: ToPage): void {
    this.told.push(event);
    const index = this.#waiting.findIndex(({ fits }) => fits(event));
    if (index < 0) return;
    const [first] = this.#waiting.splice(index, 1);
    this.#taken = this.told.length;
    first?.resolve(event);
  }
}

function isOf<Type extends ToPage["type"]>(event: ToPage, type: Type): event is Told<Type> {
  return event.type === type;
}

function isWhat<Kind extends ServerClientEvent["what"]>(event: ServerClientEvent, what: Kind): event is What<Kind> {
  return event.what === what;
}
