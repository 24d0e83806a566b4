// Where raw sockets come in: each is refused with one status line or becomes a peer of its room.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Server, WebSocketServer } from "ws";
import type { RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";
import type { UpgradeMeta } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import { isToken } from "../protocol/rfc6455.ts";
import type { Channel } from "./channel.ts";
import { openingOf } from "./handshake.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { requestInfoOf, toIncomingMessage } from "./request.ts";
import type { Room } from "./room/room.ts";
import { RoomSocket } from "./room/room-socket.ts";
import { plainText } from "./terminal-text.ts";

type Accepted = Extract<UpgradeAnswer, { readonly accept: true }>;
type Declined = Extract<UpgradeAnswer, { readonly accept: false }>;

/** A socket at the door, before it is anything else. */
interface Caller {
  readonly raw: Socket;
  readonly meta: UpgradeMeta;
  readonly room: Room;
  readonly info: RequestInfo;
  /** Bytes of it that somebody has read before us. */
  readonly requestBytes: number;
}

/**
 * Response headers that a handler may set. Most others reach beyond its own handshake: a cookie, HSTS or `Clear-Site-Data`
 * applies to every page of this server, `WWW-Authenticate` opens a prompt, and a reverse proxy obeys the excluded `X-` ones.
 */
const allowedHeader =
  /^(allow|content-language|date|location|retry-after|server|server-timing|vary|x-(?!accel-|sendfile|lighttpd-|litespeed-|reproxy-).+)$/i;
const mostHeaders = 32;
const headerValueBytes = 2048;

export class Admission implements Disposable {
  readonly #channel: Channel;
  readonly #server: Server<typeof RoomSocket>;
  readonly #answers = new WeakMap<IncomingMessage, Accepted>();
  /** The answers as they went out. */
  readonly #lines = new WeakMap<IncomingMessage, readonly string[]>();
  readonly #inside = new Set<Socket>();
  #closed = false;
  #onEmpty: (() => void) | null = null;

  constructor(limits: Limits, channel: Channel) {
    this.#channel = channel;
    const options = {
      WebSocket: RoomSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      maxFragments: limits.fragments,
      closeTimeout: limits.closeMs,
      allowSynchronousEvents: true,
      autoPong: true,
      // A chunk may hold thousands of honest pings; what waits unsent is bounded by the room instead.
      maxPendingAutoPongs: 0,
      handleProtocols: (_offered: Set<string>, request: IncomingMessage) =>
        this.#answers.get(request)?.protocol || false,
    } as const;
    this.#server = new WebSocketServer(options);
    this.#server.on("headers", (lines, request) => {
      lines.push(...headerLines(this.#answers.get(request)?.headers ?? {}));
      this.#lines.set(request, lines);
    });
  }

  /** Sockets that are here in any way: waiting, open, closing. */
  get sockets(): number {
    return this.#inside.size;
  }

  /** `room` undefined: there is none of this id. */
  receive(raw: Socket, roomId: string, room: Room | undefined, meta: UpgradeMeta) {
    raw.on("error", () => raw.destroy());
    this.#inside.add(raw);
    raw.once("close", () => this.#gone(raw));
    if (this.#closed)
      return this.#refuse(raw, roomId, meta, { status: 503, reason: "This server is leaving: come again." });
    if (!room) return this.#refuse(raw, roomId, meta, { status: 404, reason: "There is no such room." });
    const info = requestInfoOf(meta);
    const caller = { raw, meta, room, info, requestBytes: raw.bytesRead - raw.readableLength };
    room.admit(info, (answer) => this.#answer(caller, answer));
  }

  /** Lets nobody in any more; `onEmpty` is called once the last socket is gone. */
  close(onEmpty: () => void): void {
    this.#closed = true;
    this.#onEmpty = onEmpty;
    this.#lookEmpty();
  }

  [Symbol.dispose](): void {
    for (const raw of this.#inside) raw.destroy();
  }

  #answer(caller: Caller, answer: UpgradeAnswer) {
    const { raw, meta, room } = caller;
    noteDroppedHeaders(room, answer.headers);
    if (raw.destroyed || !raw.readable || !raw.writable) return this.#refuse(raw, room.id, meta, gone, room);
    if (answer.accept) this.#accept(caller, answer);
    else this.#refuse(raw, room.id, meta, toRefusal(answer), room);
  }

  #accept({ raw, meta, room, info, requestBytes }: Caller, answer: Accepted) {
    const problem = protocolProblem(answer.protocol, info.protocols);
    if (problem) room.note(problem);
    if (answer.protocol && !isToken(answer.protocol)) {
      const reason = problem ?? "The handler chose no valid subprotocol.";
      return this.#refuse(raw, room.id, meta, { status: 500, reason }, room);
    }
    const request = toIncomingMessage(raw, meta, info);
    const head = Buffer.from(meta.head, "base64");
    this.#answers.set(request, answer);
    this.#server.handleUpgrade(request, raw, head, (ws) => {
      room.join({
        ws,
        raw,
        request: info,
        port: meta.remotePort,
        client: meta.client,
        page: meta.page,
        opening: openingOf(meta, this.#lines.get(request) ?? []),
        headBytes: head.length,
        requestBytes,
      });
    });
  }

  #refuse(raw: Socket, id: string, meta: UpgradeMeta, refusal: Refusal, room?: Room): void {
    const lines = refuse(raw, refusal);
    if (lines.length > 0) room?.sawRefusal(openingOf(meta, lines));
    this.#channel.tell({ type: "refused", room: id, port: meta.remotePort, status: refusal.status });
  }

  #gone(raw: Socket): void {
    this.#inside.delete(raw);
    this.#lookEmpty();
  }

  #lookEmpty(): void {
    if (this.#inside.size > 0) return;
    this.#onEmpty?.();
    this.#onEmpty = null;
  }
}

const gone: Refusal = { status: 0, reason: "" };

/** A handler may refuse with any status that says no. */
function toRefusal({ status, reason, headers }: Declined): Refusal {
  const saysNo = Number.isInteger(status) && status >= 300 && status <= 599;
  const safe = Object.fromEntries(safeHeaders(headers));
  return { status: saysNo ? status : 500, reason: plainText(reason, headerValueBytes) || "Refused.", headers: safe };
}

function protocolProblem(chosen: string | null, offered: readonly string[]): string | null {
  if (!chosen) return null;
  if (!isToken(chosen)) return `upgrade() chose ${JSON.stringify(chosen)}, which cannot be the name of a subprotocol.`;
  if (offered.includes(chosen)) return null;
  return `upgrade() chose the subprotocol "${chosen}", which the client did not offer: a browser closes such a socket.`;
}

/** Handshake headers are set by `ws` anyway; every other header that is not sent is reported to the learner. */
function noteDroppedHeaders(room: Room, headers: Readonly<Record<string, string>>): void {
  const sent = new Set(safeHeaders(headers).map(([name]) => name));
  const dropped = Object.keys(headers).filter((name) => !sent.has(name));
  if (dropped.length === 0) return;
  const names = plainText(dropped.slice(0, 8).join(", "), 256);
  room.note(`upgrade() set response headers that are not sent: ${names}. Use Retry-After, Location or an X- header.`);
}

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return safeHeaders(headers).map(([name, value]) => `${name}: ${value}`);
}

/** The headers that a handler may set, without those that would break the response in two. */
function safeHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  const wanted = Object.entries(headers).slice(0, mostHeaders);
  return wanted.filter(
    ([name, value]) => isToken(name) && allowedHeader.test(name) && /^[\t\x20-\x7e]{0,2048}$/.test(value),
  );
}
