// Runs a handler written with events: the room's sockets become `connection` events of its WebSocketServer.
import type { PeerId, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { HostInterface } from "../host-interface.ts";
import type { Member, Program } from "../program.ts";
import { Client } from "./client.ts";
import { handshake } from "./handshake.ts";
import { IncomingMessage } from "./incoming-message.ts";
import { isRunning } from "./room-side.ts";
import type { Server } from "./server.ts";

const unavailable: UpgradeAnswer = { accept: false, status: 503, reason: "The server is closed", headers: {} };
const broken: UpgradeAnswer = { accept: false, status: 500, reason: "The handler failed", headers: {} };

/** Requests that were accepted and have not become a connection yet; more than these have been given up. */
const mostExpected = 64;

export class EventsProgram implements Program {
  readonly #port: HostInterface;
  readonly #server: Server;
  /** A program may keep something on the request in verifyClient: "connection" gets the same object. */
  readonly #expected = new Map<string, IncomingMessage>();

  constructor(port: HostInterface, server: Server) {
    this.#port = port;
    this.#server = server;
  }

  upgrade(ticket: number, info: RequestInfo): void {
    this.#answer(info).then(
      (answer) => this.#port.upgraded(ticket, answer),
      (error: unknown) => {
        this.#port.upgraded(ticket, broken);
        this.#port.fault("error", error, null);
      },
    );
  }

  open(peer: PeerId, info: RequestInfo, protocol: string): Member {
    // A small integer to the engine, where JSON made a float of it: the host reads those at once.
    const messageBytes = this.#port.limits.messageBytes | 0;
    // As in ws: 0 stands for no limit.
    const maxPayload = Number(this.#server.options.maxPayload) || Number.POSITIVE_INFINITY;
    const wire = { port: this.#port, peer, protocol, maxPayload, messageBytes };
    return new Client(this.#server, wire, this.#requestOf(info));
  }

  async #answer(info: RequestInfo): Promise<UpgradeAnswer> {
    if (!this.#server[isRunning]) return unavailable;
    const request = new IncomingMessage(info);
    const announce = (lines: string[]) => this.#server.emit("headers", lines, request);
    const answer = await handshake(this.#server.options, info, request, announce);
    if (answer.accept) this.#expect(keyOf(info), request);
    return answer;
  }

  #expect(key: string, request: IncomingMessage): void {
    this.#expected.set(key, request);
    for (const oldest of this.#expected.keys()) {
      if (this.#expected.size <= mostExpected) return;
      this.#expected.delete(oldest);
    }
  }

  #requestOf(info: RequestInfo): IncomingMessage {
    const key = keyOf(info);
    const request = this.#expected.get(key) ?? new IncomingMessage(info);
    this.#expected.delete(key);
    return request;
  }
}

/** Every handshake has a key of its own (RFC 6455 §4.1). */
function keyOf({ url, headers }: RequestInfo): string {
  return `${headers["sec-websocket-key"] ?? ""} ${url}`;
}
