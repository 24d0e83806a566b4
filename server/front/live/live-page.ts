// One page on the live channel: what it asks is done in order, what it follows is told to it, its silence ends it.
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type { ServerClients } from "../../clients/server-clients.ts";
import type { Course } from "../../course/load.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type FromPage, fromPageSchema, type ToPage } from "../../protocol/live.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Metrics } from "../http/metrics.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Events } from "../rooms/events.ts";
import type { Room } from "../rooms/front-room.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { SerialQueue } from "../rooms/serial-queue.ts";
import { PageClients } from "./page-clients.ts";
import { PageSender } from "./page-sender.ts";

export interface LivePageParts {
  readonly limits: Limits;
  readonly log: Logger;
  readonly course: Course;
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly serverClients: ServerClients;
  readonly startedAtMs: number;
  /** The name of the page's program. */
  build(): string;
  /** Ends a run of the learner's checks; nothing happens when it is not theirs, or over. */
  cancelRun(learner: string, run: string): void;
}

export interface LivePageOptions extends LivePageParts {
  readonly learner: string;
  readonly socket: WebSocket;
  urlOf(room: string): string;
}

/** Wishes that may wait for the one before; a page that sends more is not a page of ours. */
const mostWaiting = 64;
/** What a page may say in the long run; one that says more is read more slowly. */
const bytesPerSecond = 1 << 20;
const bytesBurst = 4 << 20;

export class LivePage implements Disposable {
  readonly learner: string;
  readonly #options: LivePageOptions;
  readonly #outbox: PageSender;
  readonly #clients: PageClients;
  readonly #wishes = new SerialQueue();
  readonly #bytes = new TokenBucket(bytesPerSecond, bytesBurst, performance.now());
  #rest: NodeJS.Timeout | undefined;
  readonly #ping: NodeJS.Timeout;
  readonly #silence: NodeJS.Timeout;
  #waiting = 0;
  #room: Room | null = null;
  #following: Disposable[] = [];
  #gone = false;

  constructor(options: LivePageOptions) {
    const { socket, limits, metrics, learner, serverClients } = options;
    this.learner = learner;
    this.#options = options;
    const missed = (count: number) => metrics.count("ws101_live_dropped_total", "", count);
    this.#outbox = new PageSender({ socket, mostBytes: limits.unsentBytes, missed });
    const tell = (event: ToPage) => this.#outbox.send(event);
    this.#clients = new PageClients({ limits, serverClients, tell });
    this.#ping = setInterval(() => socket.ping(), limits.livePingMs);
    this.#silence = setTimeout(() => socket.terminate(), limits.liveTimeoutMs);
    socket.on("error", () => socket.terminate());
    socket.on("pong", () => this.#silence.refresh());
    socket.on("message", (data, isBinary) => this.#hear(data, isBinary));
    const { startedAtMs } = options;
    this.#outbox.send({ type: "hello", server: "ws101", atMs: Date.now(), startedAtMs, build: options.build() });
  }

  [Symbol.dispose](): void {
    this.#gone = true;
    clearInterval(this.#ping);
    clearTimeout(this.#silence);
    clearTimeout(this.#rest);
    this.#unfollow();
  }

  #hear(data: RawData, isBinary: boolean): void {
    this.#silence.refresh();
    this.#pace(data);
    const wish = isBinary ? null : parseWish(String(data));
    if (wish === null) this.#end(closeCodes.unsupportedData, "not a message of the live channel");
    else if (wish.type === "client") this.#order(wish);
    else if (this.#waiting >= mostWaiting) this.#end(closeCodes.policyViolation, "too many messages at once");
    else this.#queue(wish);
  }

  #pace(data: RawData): void {
    const now = performance.now();
    if (data instanceof Buffer) this.#bytes.take(data.length, now);
    const waitMs = this.#bytes.waitMs(0, now);
    if (waitMs === 0) return;
    const { socket } = this.#options;
    socket.pause();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => socket.resume(), waitMs);
  }

  /** Behind a wish to follow, since that decides about its room; else at once. */
  #order(wish: Extract<FromPage, { readonly type: "client" }>): void {
    if (!this.#clients.mayOrder(wish.client)) return;
    if (this.#waiting > 0 && this.#waiting < mostWaiting) this.#queue(wish);
    else this.#clients.order(wish.client, wish.command);
  }

  #queue(wish: FromPage): void {
    this.#waiting++;
    this.#wishes
      .run(() => this.#grant(wish))
      .catch((error: unknown) => this.#sorry(error))
      .finally(() => this.#waiting--);
  }

  async #grant(wish: FromPage): Promise<void> {
    if (this.#gone) return;
    switch (wish.type) {
      case "follow":
        return this.#follow(wish.lesson, wish.frames);
      case "clock":
        await this.#options.rooms.clock(this.#followed(), { mode: wish.mode });
        return;
      case "advance":
        return this.#advance(this.#followed(), wish.ms);
      case "client":
        return this.#clients.order(wish.client, wish.command);
      case "cancel":
        return this.#options.cancelRun(this.learner, wish.run);
      default:
        return wish satisfies never;
    }
  }

  async #advance(room: Room, ms: number): Promise<void> {
    const { nowMs, nextWakeAtMs } = await this.#options.rooms.clock(room, { advanceMs: ms });
    const byMs = room.plan.clock === "stepped" ? ms : 0;
    this.#outbox.send({ type: "moved", room: room.id, byMs, nowMs, nextWakeAtMs });
  }

  async #follow(slug: string, frames: boolean): Promise<void> {
    const { course, registry, events, rooms, urlOf } = this.#options;
    const lesson = course.lesson(slug);
    if (lesson === undefined) throw new HttpProblem(404, `There is no lesson "${slug}".`);
    const room = await registry.of(this.learner, lesson.slug);
    this.#unfollow();
    if (this.#gone) return;
    this.#room = room;
    const { id, plan, state } = room;
    this.#outbox.send({ type: "following", lesson: slug, room: id, url: urlOf(id), clock: plan.clock, state });
    if (room.lines.length > 0) this.#outbox.send({ type: "console", room: room.id, lines: [...room.lines] });
    const pass = (event: ToPage) => {
      if (frames || (event.type !== "frames" && event.type !== "handshake")) this.#outbox.send(event);
    };
    // To a first page the host tells them, for then it begins to watch.
    const begun = frames ? [...room.handshakes.values()] : [];
    for (const handshake of begun) this.#outbox.send({ type: "handshake", room: room.id, handshake });
    this.#following = [events.subscribe(room.topic, pass), ...(frames ? [rooms.watch(room)] : [])];
    this.#clients.follow(room.id);
  }

  #unfollow(): void {
    for (const following of this.#following) following[Symbol.dispose]();
    this.#following = [];
    this.#room = null;
    this.#clients.leave();
  }

  #followed(): Room {
    if (this.#room === null) throw new HttpProblem(409, "Follow a lesson first.");
    return this.#room;
  }

  #sorry(error: unknown): void {
    if (!(error instanceof HttpProblem)) this.#options.log.error({ error }, "a page's wish failed");
    const text = error instanceof HttpProblem ? error.message : "That did not work. It was not your doing.";
    this.#outbox.send({ type: "notice", level: "warn", text });
  }

  #end(code: number, reason: string): void {
    this.#gone = true;
    this.#options.socket.close(code, reason);
  }
}

function parseWish(text: string): FromPage | null {
  try {
    return fromPageSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
