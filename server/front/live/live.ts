// The live channel: every page that is open has one, and is told what happens to the lesson it follows.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import type { Limits } from "../../protocol/limits.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Addresses } from "../gate/request-origin.ts";
import type { Sessions } from "../gate/sessions.ts";
import { over } from "../gate/socket-limits.ts";
import { HttpProblem } from "../http/problem.ts";
import { LivePage, type LivePageParts } from "./live-page.ts";

export interface LiveOptions extends LivePageParts {
  readonly limits: Limits;
  readonly log: Logger;
  readonly addresses: Addresses;
  readonly sessions: Sessions;
}

/** The largest thing a page may say: a message of 96 Ki characters for one of its clients, each escaped in the JSON. */
const messageBytes = 640 << 10;

export class Live implements AsyncDisposable {
  readonly #options: LiveOptions;
  readonly #server: WebSocketServer;
  readonly #pages = new Map<WebSocket, LivePage>();

  constructor(options: LiveOptions) {
    this.#options = options;
    const { closeMs: closeTimeout, fragments: maxFragments } = options.limits;
    const limits = { maxPayload: messageBytes, maxFragments, closeTimeout };
    this.#server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false, ...limits });
  }

  get size(): number {
    return this.#pages.size;
  }

  /** Throws an `HttpProblem` for a request without a learner, and for one page too many. */
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { sessions, limits } = this.#options;
    const learner = sessions.learnerOf(request.headers.cookie);
    if (learner === null) throw new HttpProblem(401, "Open the page first: it makes you known by a cookie.");
    if (this.#pagesOf(learner) >= limits.socketsPerLearner) throw over("socketsPerLearner", limits.socketsPerLearner);
    if (this.size >= limits.socketsPerServer) throw over("socketsPerServer", limits.socketsPerServer);
    this.#server.handleUpgrade(request, socket, head, (page) => this.#welcome(request, learner, page));
  }

  /** Tells every page that the server leaves; those that do not say goodbye in time are cut. */
  async [Symbol.asyncDispose](): Promise<void> {
    const gone = [...this.#pages.keys()].map((socket) => this.#dismiss(socket));
    await Promise.all(gone);
    this.#server.close();
  }

  #pagesOf(learner: string): number {
    return [...this.#pages.values()].filter((page) => page.learner === learner).length;
  }

  #welcome(request: IncomingMessage, learner: string, socket: WebSocket): void {
    const urlOf = (room: string) => this.#options.addresses.urlOf(request, room);
    const page = new LivePage({ ...this.#options, learner, urlOf, socket });
    this.#pages.set(socket, page);
    socket.once("close", () => {
      this.#pages.delete(socket);
      page[Symbol.dispose]();
    });
  }

  #dismiss(socket: WebSocket): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => socket.terminate(), this.#options.limits.closeMs);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(closeCodes.goingAway, "the server is leaving");
    return promise;
  }
}
