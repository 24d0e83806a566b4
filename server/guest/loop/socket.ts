// What a handler holds of a connection: the whole socket, and the two halves it can be split into.
import { named } from "../names.ts";
import type { Ending } from "./ending.ts";
import { SocketMoved } from "./errors.ts";
import type { Link } from "./link.ts";
import type { Message } from "./message.ts";
import { outletOf, Steps, type Waiting } from "./outlet.ts";
import type { Request } from "./request.ts";

export class Socket {
  readonly id: number;
  readonly protocol: string;
  readonly request: Request;
  readonly #link: Link;
  #moved = false;

  constructor(link: Link, request: Request, protocol: string) {
    this.id = link.peer;
    this.protocol = protocol;
    this.request = request;
    this.#link = link;
  }

  recv(waiting?: Waiting): Promise<Message | null> {
    return this.#moved ? moved("recv()") : this.#link.recv(waiting?.signal);
  }

  send(data: unknown): Promise<void> {
    return this.#moved ? moved("send()") : this.#link.send(data);
  }

  ping(data?: unknown): Promise<void> {
    return this.#moved ? moved("ping()") : this.#link.ping(data);
  }

  close(code?: unknown, reason?: unknown): Promise<void> {
    return this.#moved ? moved("close()") : this.#link.close(code, reason);
  }

  get closed(): Promise<Ending> {
    return this.#link.closed;
  }

  split(): { sender: Sender; receiver: Receiver } {
    if (this.#moved) throw new SocketMoved("split()");
    this.#moved = true;
    return { sender: new Sender(this.#link), receiver: new Receiver(this.#link) };
  }

  [Symbol.asyncIterator](): Steps<Message | null> {
    return new Steps(this.#link, () => (this.#moved ? new SocketMoved("recv()") : null));
  }

  get [outletOf](): Link {
    if (this.#moved) throw new SocketMoved("recv()");
    return this.#link;
  }
}

export class Sender {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  send(data: unknown): Promise<void> {
    return this.#link.send(data);
  }

  ping(data?: unknown): Promise<void> {
    return this.#link.ping(data);
  }

  close(code?: unknown, reason?: unknown): Promise<void> {
    return this.#link.close(code, reason);
  }

  get closed(): Promise<Ending> {
    return this.#link.closed;
  }
}

export class Receiver {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  recv(waiting?: Waiting): Promise<Message | null> {
    return this.#link.recv(waiting?.signal);
  }

  get closed(): Promise<Ending> {
    return this.#link.closed;
  }

  [Symbol.asyncIterator](): Steps<Message | null> {
    return new Steps(this.#link);
  }

  get [outletOf](): Link {
    return this.#link;
  }
}

named(Socket, "Socket");
named(Sender, "Sender");
named(Receiver, "Receiver");

function moved(call: string): Promise<never> {
  return Promise.reject(new SocketMoved(call));
}
