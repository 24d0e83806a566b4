// Runs a loop-style handler: one call of `handle` per connection, which has the learner's view (Socket, Sender, Receiver), the
// room's (LoopConnection), and the messages that the handler has not received yet.
import type { RequestInfo } from "../../protocol/guest.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { LoopHost } from "../bridge.ts";
import { decode } from "../node/bytes.ts";
import { isDeparture, SocketMoved } from "./errors.ts";
import { type Closure, type Message, Outbox } from "./outbox.ts";
import { ExclusiveSource, notReady, SourceHandle, SourceIterator, sourceOf, type WaitOptions } from "./source.ts";
import { parseUpgradeAnswer, UpgradeRequest, upgradeFailed } from "./upgrade.ts";

export class Socket {
  readonly id: number;
  readonly protocol: string;
  readonly request: UpgradeRequest;
  readonly #connection: LoopConnection;
  /** null after `split()`. */
  #outbox: Outbox | null;
  #inbox: Inbox | null;

  constructor(connection: LoopConnection, request: UpgradeRequest, protocol: string) {
    this.id = connection.peer;
    this.protocol = protocol;
    this.request = request;
    this.#connection = connection;
    this.#outbox = connection.outbox;
    this.#inbox = connection.inbox;
  }

  recv(options?: WaitOptions): Promise<Message | null> {
    return this.#inbox === null ? moved("recv()") : this.#inbox.recv(options?.signal);
  }

  send(data: unknown): Promise<void> {
    return this.#outbox === null ? moved("send()") : this.#outbox.send(data);
  }

  ping(data?: unknown): Promise<void> {
    return this.#outbox === null ? moved("ping()") : this.#outbox.ping(data);
  }

  close(code?: unknown, reason?: unknown): Promise<void> {
    return this.#outbox === null ? moved("close()") : this.#outbox.close(code, reason);
  }

  get closed(): Promise<Closure> {
    return this.#connection.closed;
  }

  split(): { sender: Sender; receiver: Receiver } {
    if (this.#inbox === null) throw new SocketMoved("split()");
    this.#inbox.owner = null;
    this.#inbox = this.#outbox = null;
    return { sender: new Sender(this.#connection), receiver: new Receiver(this.#connection) };
  }

  [Symbol.asyncIterator](): SourceIterator<Message | null> {
    const { inbox } = this.#connection;
    if (this.#inbox !== null) inbox.owner = this;
    return new SourceIterator(inbox, this, () => new SocketMoved("recv()"));
  }

  get [sourceOf](): Inbox {
    if (this.#inbox === null) throw new SocketMoved("recv()");
    return this.#inbox;
  }
}

export class Sender {
  readonly #connection: LoopConnection;

  constructor(connection: LoopConnection) {
    this.#connection = connection;
  }

  send(data: unknown): Promise<void> {
    return this.#connection.outbox.send(data);
  }

  ping(data?: unknown): Promise<void> {
    return this.#connection.outbox.ping(data);
  }

  close(code?: unknown, reason?: unknown): Promise<void> {
    return this.#connection.outbox.close(code, reason);
  }

  get closed(): Promise<Closure> {
    return this.#connection.closed;
  }
}

export class Receiver extends SourceHandle<Message | null> {
  readonly #connection: LoopConnection;

  constructor(connection: LoopConnection) {
    super(connection.inbox);
    this.#connection = connection;
  }

  get closed(): Promise<Closure> {
    return this.#connection.closed;
  }
}

function moved(call: string): Promise<never> {
  return Promise.reject(new SocketMoved(call));
}

export class LoopConnection {
  /** Runs the handler on this connection. */
  readonly start: () => void;
  readonly peer: number;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly #closed = Promise.withResolvers<Closure>();
  readonly closed = this.#closed.promise;

  constructor(host: LoopHost, peer: number, start: () => void) {
    this.start = start;
    this.peer = peer;
    this.inbox = new Inbox(host, peer);
    this.outbox = new Outbox(host, peer);
  }

  text(data: string): void {
    this.inbox.put({ type: "text", data }, data.length);
  }

  textBytes(utf8: Uint8Array): void {
    this.text(decode(utf8));
  }

  binary(data: Uint8Array): void {
    this.inbox.put({ type: "binary", data }, data.length);
  }

  control(type: "ping" | "pong", data: Uint8Array): void {
    this.inbox.put({ type, data }, data.length);
  }

  /** The handler receives the close as its last message. */
  close(code: number, reason: string): void {
    this.outbox.end({ code, reason, by: "client" });
    this.inbox.put({ type: "close", code, reason }, 0);
    this.inbox.end();
    this.#closed.resolve({ code, reason });
  }

  /** Ignored: the close event that follows is all that a loop needs. */
  error(): void {}

  flow(unsent: number): void {
    this.outbox.flow(unsent);
  }

  /** `handle` returned. */
  finish(): void {
    this.inbox.abandon();
    if (this.outbox.ended === null) this.outbox.close(closeCodes.normal, "");
  }

  /** `handle` threw: the room closes the socket. */
  crash(): void {
    this.inbox.abandon();
    this.outbox.end({ code: closeCodes.internalError, reason: "", by: "handler" });
  }

  /** Newer code takes over: unread messages go back, and pending waits end. */
  retire(): void {
    const closure = { code: closeCodes.serviceRestart, reason: "new code took over" };
    this.outbox.end({ ...closure, by: "swap" });
    this.inbox.handBack();
    this.#closed.resolve(closure);
  }
}

/** At either high mark the client is paused; below both low marks it is resumed. */
const high = { messages: 64, size: 256 << 10 };
const low = { messages: 16, size: 64 << 10 };

type State = "open" | "ended" | "abandoned";

/** Messages from the client, bounded by pausing it. */
class Inbox extends ExclusiveSource<Message | null> {
  readonly #host: LoopHost;
  readonly #peer: number;
  readonly #messages: Message[] = [];
  #size = 0;
  #paused = false;
  #state: State = "open";

  constructor(host: LoopHost, peer: number) {
    super("This socket");
    this.#host = host;
    this.#peer = peer;
  }

  /** Resolves a pending wait, or queues. `size` approximates the memory that the message takes. */
  put(message: Message, size: number): void {
    if (this.giveDirectly(message) || this.#state === "abandoned") return;
    this.#messages.push(message);
    this.#size += size;
    if (!this.#paused && (this.#messages.length >= high.messages || this.#size >= high.size)) {
      this.#paused = true;
      this.#host.pause(this.#peer);
    }
    this.notify();
  }

  take(): Message | null | typeof notReady {
    if (this.#messages.length === 0) return this.#state === "open" ? notReady : null;
    const message = this.#messages.shift();
    if (message === undefined) return notReady;
    this.#size -= message.type === "close" ? 0 : message.data.length;
    if (this.#paused && this.#messages.length <= low.messages && this.#size <= low.size) this.#resume();
    return message;
  }

  /** No message follows those in the queue. */
  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.notify();
  }

  /** Nothing reads any more: drops what is queued and what is still to arrive. */
  abandon(): void {
    this.#state = "abandoned";
    this.#messages.length = 0;
    if (this.#paused) this.#resume();
    this.notify();
  }

  /** Returns unread messages to the host, for the next version of the code. */
  handBack(): void {
    for (const message of this.#messages.splice(0))
      if (message.type !== "close") this.#host.unread(this.#peer, message.type, message.data);
    this.#state = "abandoned";
    this.notify();
  }

  #resume(): void {
    this.#paused = false;
    this.#host.resume(this.#peer);
  }
}

export type Handle = (socket: Socket) => unknown;
export type Upgrade = (request: UpgradeRequest) => unknown;

export class LoopProgram {
  readonly #host: LoopHost;
  readonly #handle: Handle;
  readonly #upgrade: Upgrade | null;

  constructor(host: LoopHost, handle: Handle, upgrade: Upgrade | null) {
    this.#host = host;
    this.#handle = handle;
    this.#upgrade = upgrade;
  }

  async upgrade(ticket: number, info: RequestInfo): Promise<void> {
    try {
      const returned = await this.#upgrade?.(new UpgradeRequest(info));
      this.#host.upgraded(ticket, parseUpgradeAnswer(returned, info));
    } catch (error) {
      this.#host.upgraded(ticket, upgradeFailed);
      this.#host.fault("error", error, null);
    }
  }

  open(peer: number, info: RequestInfo, protocol: string): LoopConnection {
    const connection = new LoopConnection(this.#host, peer, () => this.#run(connection, info, protocol));
    return connection;
  }

  /** A handler that fails because its client left, or because newer code took over, has ended normally. */
  async #run(connection: LoopConnection, info: RequestInfo, protocol: string): Promise<void> {
    try {
      await this.#handle(new Socket(connection, new UpgradeRequest(info), protocol));
      connection.finish();
    } catch (error) {
      if (isDeparture(error)) return connection.finish();
      connection.crash();
      this.#host.fault("error", error, connection.peer);
    }
  }
}
