// What a handler holds of a connection: the whole socket, and the two halves it can be split into.
import { named } from "../names.ts";
import type { Connection } from "./connection.ts";
import type { Ending } from "./ending.ts";
import { SocketMoved } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import type { Message } from "./message.ts";
import type { Outbox } from "./outbox.ts";
import type { Request } from "./request.ts";
import { sourceOf, type Waiting } from "./source.ts";
import { Steps } from "./steps.ts";

export class Socket {
  readonly id: number;
  readonly protocol: string;
  readonly request: Request;
  readonly #connection: Connection;
  /** null once the socket was split. */
  #outbox: Outbox | null;
  #inbox: Inbox | null;

  constructor(connection: Connection, request: Request, protocol: string) {
    this.id = connection.peer;
    this.protocol = protocol;
    this.request = request;
    this.#connection = connection;
    this.#outbox = connection.outbox;
    this.#inbox = connection.inbox;
  }

  recv(waiting?: Waiting): Promise<Message | null> {
    return this.#inbox === null ? moved("recv()") : this.#inbox.recv(waiting?.signal);
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

  get closed(): Promise<Ending> {
    return this.#connection.closed;
  }

  split(): { sender: Sender; receiver: Receiver } {
    if (this.#inbox === null) throw new SocketMoved("split()");
    this.#inbox.owner = null;
    this.#inbox = this.#outbox = null;
    return { sender: new Sender(this.#connection), receiver: new Receiver(this.#connection) };
  }

  [Symbol.asyncIterator](): Steps<Message | null> {
    const { inbox } = this.#connection;
    if (this.#inbox !== null) inbox.owner = this;
    return new Steps(inbox, this, () => new SocketMoved("recv()"));
  }

  get [sourceOf](): Inbox {
    if (this.#inbox === null) throw new SocketMoved("recv()");
    return this.#inbox;
  }
}

export class Sender {
  readonly #connection: Connection;
  readonly #outbox: Outbox;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#outbox = connection.outbox;
  }

  send(data: unknown): Promise<void> {
    return this.#outbox.send(data);
  }

  ping(data?: unknown): Promise<void> {
    return this.#outbox.ping(data);
  }

  close(code?: unknown, reason?: unknown): Promise<void> {
    return this.#outbox.close(code, reason);
  }

  get closed(): Promise<Ending> {
    return this.#connection.closed;
  }
}

export class Receiver {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  recv(waiting?: Waiting): Promise<Message | null> {
    return this.#connection.inbox.recv(waiting?.signal);
  }

  get closed(): Promise<Ending> {
    return this.#connection.closed;
  }

  [Symbol.asyncIterator](): Steps<Message | null> {
    return new Steps(this.#connection.inbox);
  }

  get [sourceOf](): Inbox {
    return this.#connection.inbox;
  }
}

named(Socket, "Socket");
named(Sender, "Sender");
named(Receiver, "Receiver");

function moved(call: string): Promise<never> {
  return Promise.reject(new SocketMoved(call));
}
