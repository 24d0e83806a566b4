// The echo endpoint of the preflight page: few sockets, small messages, a short life, all inside the front.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Limits } from "../../protocol/limits.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { RequestOrigins } from "./request-origin.ts";

export class Preflight implements AsyncDisposable {
  readonly #limits: Limits;
  readonly #origins: RequestOrigins;
  readonly #server: WebSocketServer;
  readonly #addresses = new Map<WebSocket, string>();

  constructor({ limits, origins }: { readonly limits: Limits; readonly origins: RequestOrigins }) {
    this.#limits = limits;
    this.#origins = origins;
    const { messageBytes: maxPayload, fragments: maxFragments, closeMs: closeTimeout } = limits;
    const sizes = { maxPayload, maxFragments, closeTimeout };
    this.#server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false, ...sizes });
  }

  /** Refuses an excess socket by a close frame: a page cannot read an HTTP refusal, and would blame the network. */
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const address = this.#origins.clientOf(request);
    this.#server.handleUpgrade(request, socket, head, (peer) => {
      peer.on("error", () => peer.terminate());
      const reason = this.#excessReason(address);
      if (reason !== null) return peer.close(closeCodes.tryAgainLater, reason);
      this.#addresses.set(peer, address);
      this.#echo(peer);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = [...this.#addresses.keys()].map((peer) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      peer.once("close", () => resolve());
      peer.close(closeCodes.goingAway, "the server is shutting down");
      return promise;
    });
    await Promise.all(closed);
    this.#server.close();
  }

  #excessReason(address: string): string | null {
    const { preflightSockets, preflightSocketsPerAddress } = this.#limits;
    if (this.#addresses.size >= preflightSockets) return `limit preflightSockets: ${preflightSockets} are open`;
    const own = [...this.#addresses.values()].filter((other) => other === address).length;
    if (own < preflightSocketsPerAddress) return null;
    return `limit preflightSocketsPerAddress: ${preflightSocketsPerAddress} are open from your address`;
  }

  #echo(peer: WebSocket): void {
    const { preflightMs, preflightMessages, unsentBytes } = this.#limits;
    let received = 0;
    const expire = () => peer.close(closeCodes.normal, `limit preflightMs: ${preflightMs} ms have passed`);
    const timer = setTimeout(expire, preflightMs);
    peer.once("close", () => {
      clearTimeout(timer);
      this.#addresses.delete(peer);
    });
    peer.on("message", (data: RawData, isBinary: boolean) => {
      if (peer.readyState !== peer.OPEN) return;
      peer.send(data, { binary: isBinary });
      if (++received >= preflightMessages) {
        peer.close(closeCodes.normal, `limit preflightMessages: ${preflightMessages} were echoed`);
      } else if (peer.bufferedAmount > unsentBytes) {
        // Otherwise the front would hold everything that a client sends and never reads.
        peer.close(closeCodes.tryAgainLater, "limit unsentBytes: read the echoes");
      }
    });
  }
}
