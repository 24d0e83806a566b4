// The live channel (`/live`): one WebSocket per open page, with the events of the lesson that the page follows.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { isSnippetLesson } from "../../protocol/lesson-names.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Gate } from "../gate/gate.ts";
import { noSession } from "../http/problem.ts";
import type { Room } from "../rooms/room-registry.ts";
import type { Instructors } from "../workshops/instructors.ts";
import { LivePage, type LivePageDeps } from "./live-page.ts";

export interface LiveOptions extends LivePageDeps {
  readonly gate: Gate;
  readonly instructors: Instructors;
}

interface Opened {
  readonly request: IncomingMessage;
  readonly learner: string;
  readonly visited: Room | null;
}

/** The longest message from a page: 96 Ki characters for one of its clients, each escaped in the JSON. */
const messageBytes = 640 << 10;

export class Live implements AsyncDisposable {
  readonly #options: LiveOptions;
  readonly #server: WebSocketServer;
  readonly #pages = new Map<WebSocket, LivePage>();

  constructor(options: LiveOptions) {
    this.#options = options;
    const { closeMs: closeTimeout, fragments: maxFragments } = options.limits;
    const sizes = { maxPayload: messageBytes, maxFragments, closeTimeout };
    this.#server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false, ...sizes });
    options.metrics.gauge("ws101_pages", () => this.#pages.size);
  }

  /** Throws an `HttpProblem` for a request without a session, or beyond a limit. */
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { gate } = this.#options;
    const visited = this.#visitedBy(request);
    const learner = visited?.learner ?? gate.sessions.learnerOf(request.headers.cookie);
    if (learner === null) throw noSession();
    const address = gate.origins.clientOf(request);
    gate.networks.note(learner, address);
    gate.pageHandshakes.note(learner, request, address);
    gate.budgets.pages.enter(socket, gate.budgets.admit(learner));
    gate.otherMachines.notePage(address);
    socket.once("close", () => gate.budgets.pages.leave(socket));
    this.#server.handleUpgrade(request, socket, head, (page) => this.#open({ request, learner, visited }, page));
  }

  /** Closes every page's channel with 1001. Pages that do not respond in time are cut off. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pages.keys()].map((socket) => this.#close(socket)));
    this.#server.close();
  }

  /** A page without a cookie names the visitor's room that it was given: no one else knows its id. */
  #visitedBy({ url = "" }: IncomingMessage): Room | null {
    const id = new URLSearchParams(url.split("?")[1]).get("room");
    const room = id === null ? null : this.#options.registry.known(id);
    return room?.audience === "owner" && isSnippetLesson(room.lesson) ? room : null;
  }

  #open({ request, learner, visited }: Opened, socket: WebSocket): void {
    const urlOf = (room: string) => this.#options.gate.origins.roomUrl(request, room);
    const instructor = () => this.#options.instructors.nameOf(request.headers.cookie);
    const page = new LivePage({ ...this.#options, learner, visited, instructor, urlOf, socket });
    this.#pages.set(socket, page);
    socket.once("close", () => {
      this.#pages.delete(socket);
      page[Symbol.dispose]();
    });
  }

  #close(socket: WebSocket): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => socket.terminate(), this.#options.limits.closeMs);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(closeCodes.goingAway, "the server is shutting down");
    return promise;
  }
}
