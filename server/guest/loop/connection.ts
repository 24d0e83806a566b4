// One client's connection as the loop style sees it: an inbox, an outbox, and how it ended.
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { HostInterface } from "../host-interface.ts";
import { decode } from "../node/utf8.ts";
import type { Member } from "../program.ts";
import type { Ending } from "./ending.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";

export class Connection implements Member {
  /** Runs the handler on it. */
  readonly start: () => void;
  readonly peer: number;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  #ending: Ending | null = null;
  #closed: { readonly promise: Promise<Ending>; resolve(ending: Ending): void } | null = null;

  constructor(port: HostInterface, peer: number, start: () => void) {
    this.start = start;
    this.peer = peer;
    this.inbox = new Inbox(port, peer);
    this.outbox = new Outbox(port, peer);
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

  /** The connection is over; a handler receives that as its last message. */
  close(code: number, reason: string): void {
    this.outbox.end({ code, reason, by: "client" });
    this.inbox.put({ type: "close", code, reason }, 0);
    this.inbox.end();
    this.#over({ code, reason });
  }

  /** The close that follows says as much as a loop can use. */
  error(): void {}

  flow(unsent: number): void {
    this.outbox.flow(unsent);
  }

  /** `handle` returned: nobody receives any more, and the client is told goodbye. */
  finish(): void {
    this.inbox.abandon();
    if (this.outbox.ended === null) this.outbox.close(closeCodes.normal, "");
  }

  /** `handle` failed: the room closes the socket. */
  crash(): void {
    this.inbox.abandon();
    this.outbox.end({ code: closeCodes.internalError, reason: "", by: "handler" });
  }

  /** New code takes over: what was not received goes back, and every recv ends. */
  retire(): void {
    const ending = { code: closeCodes.serviceRestart, reason: "new code took over" };
    this.outbox.end({ ...ending, by: "swap" });
    this.inbox.handBack();
    this.#over(ending);
  }

  get closed(): Promise<Ending> {
    if (this.#closed === null) {
      this.#closed = Promise.withResolvers<Ending>();
      if (this.#ending !== null) this.#closed.resolve(this.#ending);
    }
    return this.#closed.promise;
  }

  #over(ending: Ending): void {
    this.#ending ??= ending;
    this.#closed?.resolve(this.#ending);
  }
}
