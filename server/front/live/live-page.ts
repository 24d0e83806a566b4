// One page on the live channel: carries out its requests in order, sends it the events of the lesson that it follows, and
// runs clients for it.
import type { RawData, WebSocket } from "ws";
import { z } from "zod";
import type { OnClientEvent, PageClientsHandle, ServerClients } from "../../clients/server-clients.ts";
import { clientNameSchema } from "../../protocol/clients.ts";
import type { CourseState } from "../../protocol/lesson.ts";
import { isCourseLesson } from "../../protocol/lesson-names.ts";
import { type FromPage, fromPageSchema, type ToPage } from "../../protocol/live.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { FrontParts } from "../front-parts.ts";
import { courseLesson, HttpProblem, noLesson } from "../http/problem.ts";
import type { Runs } from "../learning/runs.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { Helping } from "../workshops/helping.ts";
import type { Workshops } from "../workshops/workshops.ts";
import { type Inspect, LiveWorkshop, lookedAt, watchLook } from "./live-workshop.ts";
import { EndpointClients, OwnClient } from "./page-clients.ts";
import { PageSender } from "./page-sender.ts";

export interface LivePageDeps extends Pick<FrontParts, "limits" | "log" | "course" | "topics" | "metrics"> {
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly runs: Runs;
  readonly serverClients: ServerClients;
  readonly workshops: Workshops;
  readonly helping: Helping;
  readonly startedAtMs: number;
  /** The name of the current page build: a page of another build is out of date. */
  readonly built: { readonly program: string };
}

export interface LivePageOptions extends LivePageDeps {
  readonly learner: string;
  readonly socket: WebSocket;
  /** The visitor's room of a snippet that the page shows; null for a page of a learner. */
  readonly visited: Room | null;
  /** The name of the signed-in instructor whose page this is; null for none. */
  instructor(): string | null;
  urlOf(room: string): string;
}

type ClientRequest = Extract<FromPage, { readonly type: "client" }>;

/** Requests that may wait for the one before them; our own page sends fewer. */
const queueLength = 64;
/** A page that sends more than this is read from more slowly. */
const bytesPerSecond = 1 << 20;
const bytesBurst = 4 << 20;

export class LivePage implements Disposable {
  readonly learner: string;
  readonly #options: LivePageOptions;
  readonly #sender: PageSender;
  readonly #queue = new SerialQueue();
  readonly #bytes = new TokenBucket(bytesPerSecond, bytesBurst, performance.now());
  readonly #commands: TokenBucket;
  readonly #silence: NodeJS.Timeout;
  readonly #workshop: LiveWorkshop;
  readonly #parts = new DisposableStack();
  #resume: NodeJS.Timeout | undefined;
  #queued = 0;
  #room: Room | null = null;
  /** The room is another learner's. */
  #isLook = false;
  #subscriptions: Disposable[] = [];
  #clients: PageClientsHandle | null = null;
  #ownClient: OwnClient | null = null;
  #closed = false;

  constructor(options: LivePageOptions) {
    const { socket, limits, metrics, learner, startedAtMs, built, topics, course } = options;
    this.learner = learner;
    this.#options = options;
    const onDropped = (count: number) => metrics.count("ws101_live_dropped_total", "", count);
    this.#sender = new PageSender({ socket, unsentBytes: limits.unsentBytes, onDropped });
    const { clientCommandsPerSecond } = limits;
    this.#commands = new TokenBucket(clientCommandsPerSecond, clientCommandsPerSecond, performance.now());
    this.#parts.adopt(
      setInterval(() => socket.ping(), limits.livePingMs),
      clearInterval,
    );
    this.#silence = this.#parts.adopt(
      setTimeout(() => socket.terminate(), limits.liveTimeoutMs),
      clearTimeout,
    );
    socket.on("error", () => socket.terminate());
    socket.on("pong", () => this.#silence.refresh());
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    this.#sender.send({ type: "hello", server: "ws101", atMs: Date.now(), startedAtMs, build: built.program });
    const sendCourse = (state: CourseState) => this.#sender.send({ type: "course", ...state });
    this.#parts.use(topics.subscribe("course.changed", sendCourse));
    const state = course.state();
    if (state !== null) sendCourse(state);
    const send = (message: ToPage) => this.#sender.send(message);
    const onError = (error: unknown) => this.#sendError(error);
    this.#workshop = this.#parts.use(new LiveWorkshop({ ...options, send, onError }));
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#resume);
    this.#parts.dispose();
    this.#unfollow();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#silence.refresh();
    this.#limitRate(data);
    const request = isBinary ? null : parseRequest(String(data));
    if (request === null) this.#close(closeCodes.unsupportedData, "not a message of the live channel");
    else if (request.type === "invalid") this.#refuseCommand(request);
    else if (request.type === "client") this.#receiveCommand(request);
    else if (this.#queued >= queueLength) this.#close(closeCodes.policyViolation, "too many messages at once");
    else this.#enqueue(request);
  }

  #limitRate(data: RawData): void {
    const now = performance.now();
    if (data instanceof Buffer) this.#bytes.take(data.length, now);
    const waitMs = this.#bytes.waitMs(0, now);
    if (waitMs === 0) return;
    const { socket } = this.#options;
    socket.pause();
    clearTimeout(this.#resume);
    this.#resume = setTimeout(() => socket.resume(), waitMs);
  }

  /** A command waits for queued requests only because one of them may change the followed room. */
  #receiveCommand(request: ClientRequest): void {
    const now = performance.now();
    if (this.#commands.waitMs(1, now) > 0) {
      const { clientCommandsPerSecond } = this.#options.limits;
      const limit = `Limit clientCommandsPerSecond reached: ${clientCommandsPerSecond} commands per second and page.`;
      this.#sendFailure(request.client, limit);
      return;
    }
    this.#commands.take(1, now);
    if (this.#queued > 0 && this.#queued < queueLength) this.#enqueue(request);
    else this.#command(request);
  }

  #enqueue(request: FromPage): void {
    this.#queued++;
    this.#queue
      .run(() => this.#carryOut(request))
      .catch((error: unknown) => this.#sendError(error))
      .finally(() => this.#queued--);
  }

  async #carryOut(request: FromPage): Promise<void> {
    if (this.#closed) return;
    switch (request.type) {
      case "follow":
        return this.#followOwn(request);
      case "inspect":
        return this.#inspect(request);
      case "clock":
        await this.#options.rooms.clock(this.#ownRoom(), { mode: request.mode });
        return;
      case "advance":
        return this.#advance(this.#ownRoom(), request.ms);
      case "client":
        return this.#command(request);
      case "dial":
        return this.#dial(this.#ownRoom(), request);
      case "cancel":
        return this.#options.runs.cancel(this.learner, request.run);
      case "dashboard":
        return this.#workshop.show(request.workshop);
      default:
        return request satisfies never;
    }
  }

  async #followOwn({ lesson, frames }: Extract<FromPage, { readonly type: "follow" }>): Promise<void> {
    const { topics, course, visited } = this.#options;
    const isOfCourse = course.lesson(lesson) !== undefined || course.cell(lesson) !== undefined;
    const isKnown = visited === null ? isOfCourse : visited.lesson === lesson;
    if (!isKnown) throw noLesson(lesson);
    await this.#follow(this.learner, lesson, frames);
    if (!this.#closed && isCourseLesson(lesson))
      topics.publish("learner.event", { learner: this.learner, what: "opened", lesson });
  }

  async #inspect(request: Inspect): Promise<void> {
    const { lesson, frames } = request;
    try {
      const learner = lookedAt(this.#options, request);
      await this.#follow(learner, courseLesson(this.#options.course, lesson).slug, frames);
      this.#isLook = true;
      if (!this.#closed) this.#subscriptions.push(watchLook(this.#options, request, (reason) => this.#endLook(reason)));
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      this.#endLook(error.message);
    }
  }

  #endLook(text: string): void {
    this.#unfollow();
    this.#sender.send({ type: "look-ended", text });
  }

  async #follow(learner: string, slug: string, frames: boolean): Promise<void> {
    const { registry, topics, rooms, urlOf } = this.#options;
    const room = await registry.of(learner, slug);
    this.#unfollow();
    if (this.#closed) return;
    this.#room = room;
    const { id, plan, state } = room;
    const lines = rooms.console.of(room.id);
    this.#sender.send({ type: "following", lesson: slug, room: id, url: urlOf(id), clock: plan.clock, state });
    if (lines.length > 0) this.#sender.send({ type: "console", room: id, lines });
    // The host reports the handshakes of open sockets to the first page that watches; further pages get them from here.
    const handshakes = frames ? [...room.handshakes.values()] : [];
    for (const handshake of handshakes) this.#sender.send({ type: "handshake", room: id, handshake });
    const pass = (event: ToPage) => {
      if (frames || (event.type !== "frames" && event.type !== "handshake")) this.#sender.send(event);
    };
    // A room that is not a lesson's may be forgotten when no one watches it.
    const watches = frames || !isCourseLesson(slug) ? [rooms.watch(room)] : [];
    this.#subscriptions = [topics.subscribe(room.topic, pass), ...watches];
    this.#clients = this.#clientsIn(room);
  }

  #clientsIn(room: Room): PageClientsHandle {
    const onEvent: OnClientEvent = (client, event) => this.#sender.send({ type: "client", client, event });
    if (room.learner !== this.learner) return this.#options.serverClients.open(room.id, onEvent);
    return new EndpointClients({ ...this.#options, room, onEvent, onError: (error) => this.#sendError(error) });
  }

  #dial(room: Room, { on, page }: Extract<FromPage, { readonly type: "dial" }>): void {
    const { rooms, serverClients } = this.#options;
    this.#ownClient?.[Symbol.dispose]();
    const onFailed = (error: unknown) => this.#sendError(error);
    this.#ownClient = on ? new OwnClient({ room, rooms, serverClients, page, onFailed }) : null;
  }

  #unfollow(): void {
    this.#ownClient?.[Symbol.dispose]();
    this.#ownClient = null;
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
    this.#subscriptions = [];
    this.#room = null;
    this.#isLook = false;
    this.#clients?.[Symbol.dispose]();
    this.#clients = null;
  }

  async #advance(room: Room, ms: number): Promise<void> {
    const { nowMs, nextWakeAtMs } = await this.#options.rooms.clock(room, { advanceMs: ms });
    const byMs = room.plan.clock === "stepped" ? ms : 0;
    this.#sender.send({ type: "moved", room: room.id, byMs, nowMs, nextWakeAtMs });
  }

  #command({ client, command }: ClientRequest): void {
    this.#options.topics.publish("learner.event", { learner: this.learner, what: "acted" });
    if (this.#clients === null) this.#sendFailure(client, "Follow a lesson first: clients connect to its room.");
    else this.#clients.send(client, command);
  }

  /** What an instructor only looks at is not theirs to change. */
  #ownRoom(): Room {
    if (this.#room === null) throw new HttpProblem(409, "Follow a lesson first.");
    if (this.#isLook)
      throw new HttpProblem(403, "This is the learner's room: only they change its clock or run its client.");
    return this.#room;
  }

  #refuseCommand({ client, opens, message }: InvalidCommand): void {
    if (!opens) {
      this.#sendFailure(client, message);
      return;
    }
    const event = { what: "refused", status: 0, reason: message, atMs: Date.now() } as const;
    this.#sender.send({ type: "client", client, event });
  }

  #sendFailure(client: string, message: string): void {
    this.#sender.send({ type: "client", client, event: { what: "failed", message, atMs: Date.now() } });
  }

  #sendError(error: unknown): void {
    if (!(error instanceof HttpProblem)) this.#options.log.error({ error }, "a page's request failed");
    const text = error instanceof HttpProblem ? error.message : "The server failed. This is not your fault.";
    this.#sender.send({ type: "notice", level: "warn", text });
  }

  #close(code: number, reason: string): void {
    this.#closed = true;
    this.#options.socket.close(code, reason);
  }
}

/** A command that cannot be carried out, but names its client. */
const invalidCommandSchema = z.looseObject({
  type: z.literal("client"),
  client: clientNameSchema,
  command: z.looseObject({ do: z.string() }),
});

interface InvalidCommand {
  readonly type: "invalid";
  readonly client: string;
  readonly opens: boolean;
  readonly message: string;
}

/** Null for what our own page never sends. It lets people write long queries, headers and subprotocols. */
function parseRequest(text: string): FromPage | InvalidCommand | null {
  const message = parseJson(text);
  const request = fromPageSchema.safeParse(message);
  if (request.success) return request.data;
  const { success, data } = invalidCommandSchema.safeParse(message);
  if (!success) return null;
  const [issue] = request.error.issues;
  const place = issue?.path.filter((part) => part !== "command").join(".") || "command";
  const why = `Nothing was sent, because \`${place}\` is not valid: ${issue?.message ?? ""}.`;
  return { type: "invalid", client: data.client, opens: data.command.do === "open", message: why };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
