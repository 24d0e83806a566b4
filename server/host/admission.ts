// Admits raw sockets: answers each handshake as the handler decides. The socket becomes a peer of its room, or is refused with one
// HTTP response.
import { closeSync, openSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Server, WebSocketServer } from "ws";
import type { UpgradeAnswer } from "../protocol/guest.ts";
import type { UpgradeMeta } from "../protocol/host.ts";
import type { Limits } from "../protocol/limits.ts";
import { endWithResponse } from "../protocol/raw-response.ts";
import { isToken } from "../protocol/rfc6455.ts";
import { openingOf, requestInfoOf, toIncomingMessage } from "./handshake.ts";
import type { Channel } from "./host-services.ts";
import { type Joining, RoomSocket } from "./room/peer.ts";
import type { Room } from "./room/room.ts";
import { plainText } from "./terminal-text.ts";

type Accepted = Extract<UpgradeAnswer, { readonly accept: true }>;
type Rejected = Extract<UpgradeAnswer, { readonly accept: false }>;

/** Why a socket does not become a peer; the reason becomes the body. `status` 0: the client is already gone. */
type Refusal = Pick<Rejected, "status" | "reason"> & Partial<Rejected>;

/** A request whose room decides about it. */
interface Candidate extends Pick<Joining, "raw" | "request" | "requestBytes"> {
  readonly meta: UpgradeMeta;
  readonly room: Room;
}

/**
 * Response headers that a handler may set. Most others reach beyond its own handshake: a cookie, HSTS or `Clear-Site-Data`
 * applies to every page of this server, `WWW-Authenticate` opens a prompt, and a reverse proxy obeys the excluded `X-` ones.
 */
const allowedHeader =
  /^(allow|content-language|date|location|retry-after|server|server-timing|vary|x-(?!accel-|sendfile|lighttpd-|litespeed-|reproxy-).+)$/i;
const maxHeaders = 32;
const maxReasonBytes = 2048;

export class Admission implements Disposable {
  readonly #channel: Channel;
  readonly #server: Server<typeof RoomSocket>;
  readonly #answers = new WeakMap<IncomingMessage, Accepted>();
  readonly #responses = new WeakMap<IncomingMessage, readonly string[]>();
  readonly #sockets = new Set<Socket>();
  #closed = false;
  #onEmpty: (() => void) | null = null;

  constructor(limits: Limits, channel: Channel) {
    this.#channel = channel;
    const options = {
      WebSocket: RoomSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxFragments: limits.fragments,
      closeTimeout: limits.closeMs,
      allowSynchronousEvents: true,
      // The room answers: one chunk may hold thousands of pings.
      autoPong: false,
      handleProtocols: (_offered: Set<string>, request: IncomingMessage) =>
        this.#answers.get(request)?.protocol || false,
    } as const;
    this.#server = new WebSocketServer(options);
    this.#server.on("headers", (lines, request) => {
      for (const [name, value] of allowedHeaders(this.#answers.get(request)?.headers ?? {}))
        lines.push(`${name}: ${value}`);
      this.#responses.set(request, lines);
    });
  }

  /** All sockets: waiting, open and closing. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** `room` is undefined if there is none with this id. */
  receive(raw: Socket, roomId: string, room: Room | undefined, meta: UpgradeMeta) {
    raw.on("error", () => raw.destroy());
    this.#sockets.add(raw);
    raw.once("close", () => {
      this.#sockets.delete(raw);
      this.#checkEmpty();
    });
    if (this.#closed)
      return this.#refuse(raw, roomId, meta, { status: 503, reason: "This server is shutting down. Try again later." });
    if (!room) return this.#refuse(raw, roomId, meta, { status: 404, reason: "Room not found." });
    if (!hasFreeDescriptors()) return this.#refuse(raw, roomId, meta, noDescriptors, room);
    const request = requestInfoOf(meta);
    const candidate = { raw, meta, room, request, requestBytes: raw.bytesRead - raw.readableLength };
    room.admit(request, (answer) => this.#answer(candidate, answer));
  }

  /** Admits no more sockets; calls `onEmpty` once the last one has closed. */
  close(onEmpty: () => void): void {
    this.#closed = true;
    this.#onEmpty = onEmpty;
    this.#checkEmpty();
  }

  [Symbol.dispose](): void {
    for (const raw of this.#sockets) raw.destroy();
  }

  #answer(candidate: Candidate, answer: UpgradeAnswer) {
    const { raw, meta, room } = candidate;
    noteDroppedHeaders(room, answer.headers);
    if (raw.destroyed || !raw.readable || !raw.writable) return this.#refuse(raw, room.id, meta, gone, room);
    if (answer.accept) this.#accept(candidate, answer);
    else this.#refuse(raw, room.id, meta, toRefusal(answer), room);
  }

  #accept({ raw, meta, room, request, requestBytes }: Candidate, answer: Accepted) {
    const problem = protocolProblem(answer.protocol, request.protocols);
    if (problem) room.note(problem);
    if (problem && !isToken(answer.protocol ?? "")) {
      return this.#refuse(raw, room.id, meta, { status: 500, reason: problem }, room);
    }
    const message = toIncomingMessage(raw, meta, request);
    const head = Buffer.from(meta.head, "base64");
    this.#answers.set(message, answer);
    // `ws` reads it synchronously, for this socket.
    this.#server.options.maxPayload = Math.min(answer.maxMessageBytes ?? room.messageBytes, room.messageBytes);
    this.#server.handleUpgrade(message, raw, head, (ws) => {
      const opening = openingOf(meta, this.#responses.get(message) ?? []);
      room.join({ ws, raw, request, port: meta.remotePort, opening, headBytes: head.length, requestBytes });
    });
  }

  #refuse(raw: Socket, id: string, meta: UpgradeMeta, { status, reason, headers = {} }: Refusal, room?: Room): void {
    if (status === 0) raw.destroy();
    else {
      const body = `${reason}\n`;
      const lines = endWithResponse(raw, { status, headers, mediaType: "text/plain; charset=utf-8", body });
      if (lines.length > 0) room?.showRefusal(openingOf(meta, lines));
    }
    this.#channel.send({ type: "refused", room: id, port: meta.remotePort, status });
  }

  #checkEmpty(): void {
    if (this.#sockets.size > 0) return;
    this.#onEmpty?.();
    this.#onEmpty = null;
  }
}

const noDescriptors: Refusal = {
  status: 503,
  reason: "The server has reached its limit of open files (ulimit -n). Close a socket and connect again.",
  headers: { "Retry-After": "5" },
};

const gone: Refusal = { status: 0, reason: "" };

/** A handler may refuse with any redirect or error status. */
function toRefusal({ status, reason, headers }: Rejected): Refusal {
  const isRefusal = Number.isInteger(status) && status >= 300 && status <= 599;
  return {
    status: isRefusal ? status : 500,
    reason: plainText(reason, maxReasonBytes) || "Refused.",
    headers: Object.fromEntries(allowedHeaders(headers)),
  };
}

function protocolProblem(chosen: string | null, offered: readonly string[]): string | null {
  if (!chosen) return null;
  if (!isToken(chosen)) return `upgrade() chose ${JSON.stringify(chosen)}, which is not a valid subprotocol name.`;
  if (offered.includes(chosen)) return null;
  return `upgrade() chose the subprotocol "${chosen}", which the client did not offer. Browsers close such a socket.`;
}

/** Handshake headers are set by `ws` anyway; every other header that is not sent is reported to the learner. */
function noteDroppedHeaders(room: Room, headers: Readonly<Record<string, string>>): void {
  const sent = new Set(allowedHeaders(headers).map(([name]) => name));
  const dropped = Object.keys(headers).filter((name) => !sent.has(name));
  if (dropped.length === 0) return;
  const names = plainText(dropped.slice(0, 8).join(", "), 256);
  room.note(`upgrade() set response headers that are not sent: ${names}. Use Retry-After, Location or an X- header.`);
}

/** The headers that a handler may set, without those that would break the response in two. */
function allowedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  const requested = Object.entries(headers).slice(0, maxHeaders);
  return requested.filter(
    ([name, value]) => isToken(name) && allowedHeader.test(name) && /^[\t\x20-\x7e]{0,2048}$/.test(value),
  );
}

/** What a refusal, a measurement and a module that loads late need at the same time. */
const reserve = 4;

/** Opens and closes files to find out, which takes some 20 µs. */
export function hasFreeDescriptors(): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < reserve) opened.push(openSync(import.meta.filename, "r"));
    return true;
  } catch {
    return false;
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}
