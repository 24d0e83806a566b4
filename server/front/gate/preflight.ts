// The echo that a page tries before a class begins: sockets of the front itself, few, short and small.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Limits } from "../../protocol/limits.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Addresses } from "./request-origin.ts";

export interface PreflightOptions {
  readonly limits: Limits;
  readonly addresses: Addresses;
}

export class Preflight implements AsyncDisposable {
  readonly #options: PreflightOptions;
  readonly #server: WebSocketServer;
  readonly #open = new Map<WebSocket, string>();

  constructor(options: PreflightOptions) {
    this.#options = options;
    const { messageBytes: maxPayload, fragments: maxFragments, closeMs: closeTimeout } = options.limits;
    const limits = { maxPayload, maxFragments, closeTimeout };
    this.#server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false, ...limits });
  }

  get size(): number {
    return this.#open.size;
  }

  /** One too many is told so by a close frame: a script cannot read a refusal, and would blame the network. */
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const address = this.#options.addresses.clientOf(request);
    this.#server.handleUpgrade(request, socket, head, (peer) => {
      peer.on("error", () => peer.terminate());
      const full = this.#full(address);
      if (full !== null) return peer.close(closeCodes.tryAgainLater, full);
      this.#open.set(peer, address);
      this.#echo(peer);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = [...this.#open.keys()].map((peer) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      peer.once("close", () => resolve());
      peer.close(closeCodes.goingAway, "the server is leaving");
      return promise;
    });
    await Promise.all(gone);
    this.#server.close();
  }

  #full(address: string): string | null {
    const { preflightSockets, preflightSocketsPerAddress } = this.#options.limits;
    if (this.size >= preflightSockets) return `limit preflightSockets: ${preflightSockets} in all are open`;
    const own = [...this.#open.values()].filter((other) => other === address).length;
    if (own < preflightSocketsPerAddress) return null;
    return `limit preflightSocketsPerAddress: ${preflightSocketsPerAddress} are open from your address`;
  }

  #echo(peer: WebSocket): void {
    const { preflightMs, preflightMessages, unsentBytes } = this.#options.limits;
    let heard = 0;
    const over = () => peer.close(closeCodes.normal, `limit preflightMs: ${preflightMs} ms are over`);
    const timer = setTimeout(over, preflightMs);
    peer.once("close", () => {
      clearTimeout(timer);
      this.#open.delete(peer);
    });
    peer.on("message", (data: RawData, isBinary: boolean) => {
      if (peer.readyState !== peer.OPEN) return;
      peer.send(data, { binary: isBinary });
      if (++heard >= preflightMessages) {
        peer.close(closeCodes.normal, `limit preflightMessages: ${preflightMessages} were answered`);
      } else if (peer.bufferedAmount > unsentBytes) {
        // Who asks and never reads would have the front keep it all.
        peer.close(closeCodes.tryAgainLater, "limit unsentBytes: read what was answered");
      }
    });
  }
}
