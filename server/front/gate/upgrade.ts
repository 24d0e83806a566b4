// The upgrade gate: who may become a WebSocket, one precondition after the other, and where the socket goes then.
import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { UpgradeMeta } from "../../protocol/host.ts";
import { isToken } from "../../protocol/rfc6455.ts";
import { withoutSessionCookie } from "../../protocol/session-cookie.ts";
import type { Metrics } from "../http/metrics.ts";
import { endWithProblem, HttpProblem } from "../http/problem.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { withoutClient } from "./client-name.ts";
import type { Addresses } from "./request-origin.ts";
import type { SocketLimits } from "./socket-limits.ts";

export interface UpgradeOptions {
  readonly addresses: Addresses;
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly socketLimits: SocketLimits;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Passes a browser's cookies and `Authorization` to handlers: see `FORWARD_CREDENTIALS`. */
  readonly forwardCredentials: boolean;
  /** True once the server is leaving. */
  leaving(): boolean;
  /** Takes a socket that asked for the page's own channel; may throw an `HttpProblem`. */
  live(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Takes a socket that wants to try whether sockets work here. */
  preflight(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

/** For the HTTP server's `upgrade` event. Nothing is thrown: whatever goes wrong is answered on the socket. */
export function createUpgrade(options: UpgradeOptions) {
  return (request: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    // Without a listener one reset would end the process.
    duplex.on("error", () => duplex.destroy());
    if (!(duplex instanceof Socket)) return void duplex.destroy();
    const count = (result: string) => options.metrics.count("ws101_upgrades_total", `result="${result}"`);
    admit(options, request, duplex, head).then(
      () => count("accepted"),
      (error: unknown) => count(String(refuse(options.log, duplex, error))),
    );
  };
}

async function admit(options: UpgradeOptions, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { addresses, registry, rooms, socketLimits } = options;
  const { method, headers, url = "" } = request;
  const host = addresses.hostOf(request);
  const path = url.split("?", 1)[0] ?? "";
  // What follows the room in the path is its handler's to read, as its query is.
  const id = /^\/ws\/([A-Za-z0-9_-]{1,64})(?:\/.+)?$/.exec(path)?.[1];

  if (method !== "GET") {
    throw new HttpProblem(405, "A WebSocket begins with a GET request.", { headers: { Allow: "GET" } });
  }
  if (request.httpVersion !== "1.1") {
    throw new HttpProblem(400, "A WebSocket begins with an HTTP/1.1 request.");
  }
  if (headers.upgrade?.toLowerCase() !== "websocket") {
    throw new HttpProblem(426, "Only `Upgrade: websocket` is spoken here.", { headers: { Upgrade: "websocket" } });
  }
  if (headers["sec-websocket-version"] !== "13") {
    const versions = { Upgrade: "websocket", "Sec-WebSocket-Version": "13" };
    throw new HttpProblem(426, "Only version 13 of the protocol is spoken here (RFC 6455).", { headers: versions });
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    throw new HttpProblem(400, "Sec-WebSocket-Key must be 16 bytes in base64 (RFC 6455 §4.1).");
  }
  const protocols = protocolsIn(headers["sec-websocket-protocol"]);
  if (protocols === null) {
    throw new HttpProblem(
      400,
      "Sec-WebSocket-Protocol must list different names, separated by commas (RFC 6455 §4.1).",
    );
  }
  if (host === null || !addresses.isOurs(host)) {
    throw new HttpProblem(421, "This server does not go by that name. Use its address, or set PUBLIC_URL.");
  }
  if (headers.origin !== undefined && !addresses.isOwnOrigin(headers.origin, host)) {
    throw new HttpProblem(403, "Pages of other sites may not connect here.", { name: "foreign-origin" });
  }
  if (options.leaving()) {
    throw new HttpProblem(503, "The server is leaving: come again in a moment.", { headers: { "Retry-After": "2" } });
  }
  if (path === "/live") {
    return options.live(request, socket, head);
  }
  if (path === "/preflight/socket") {
    return options.preflight(request, socket, head);
  }
  const room = id === undefined ? null : await registry.byId(id);
  if (room === null) {
    throw new HttpProblem(404, "There is no such room. The page of a lesson shows the address of yours.");
  }
  socketLimits.enter(room);
  try {
    const place = await rooms.open(room);
    if (socket.destroyed) return socketLimits.leave(room);
    place.handOver(room.id, metaOf(options, { request, protocols, socket, head }), socket);
  } catch (error) {
    socketLimits.leave(room);
    throw error;
  }
}

interface ValidUpgrade {
  readonly request: IncomingMessage;
  readonly protocols: readonly string[];
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Null for a list that is not valid. */
function protocolsIn(header: string | undefined): string[] | null {
  if (header === undefined) return [];
  const names = header.split(",").map((name) => name.trim());
  return names.every(isToken) && new Set(names).size === names.length ? names : null;
}

/** The request for the host, without credentials that are not the handler's business, and every byte that came after it. */
function metaOf(options: UpgradeOptions, { request, protocols, socket, head }: ValidUpgrade): UpgradeMeta {
  const { method = "GET" } = request;
  const { url, client, page } = withoutClient(request.url ?? "/");
  const early: Buffer[] = [head];
  for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) early.push(chunk);
  return {
    method,
    url,
    rawHeaders: handlerHeaders(request, options.forwardCredentials),
    protocols,
    remoteAddress: options.addresses.clientOf(request),
    remotePort: socket.remotePort ?? 0,
    client,
    page,
    head: Buffer.concat(early).toString("base64"),
  };
}

/** What a browser, or a sign-in proxy on its behalf, adds to a page's request without the page asking for it. */
const ambientCredentials = new Set(["cookie", "authorization", "proxy-authorization"]);

/**
 * A handler never gets the session cookie. It gets other credentials only if the client set them itself, and a browser,
 * recognized by its `Origin`, cannot: the visitor would hand those of every other application on this host to a stranger.
 */
function handlerHeaders({ rawHeaders, headers }: IncomingMessage, forwardCredentials: boolean): string[] {
  const drops = headers.origin === undefined || forwardCredentials ? new Set<string>() : ambientCredentials;
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const lowerName = name.toLowerCase();
    if (drops.has(lowerName)) continue;
    const shown = lowerName === "cookie" ? withoutSessionCookie(value) : value;
    if (shown !== null) kept.push(name, shown);
  }
  return kept;
}

/** Refuses the socket. Returns the status. */
function refuse(log: Logger, socket: Socket, error: unknown): number {
  const problem =
    error instanceof HttpProblem ? error : new HttpProblem(500, "The server failed. This is not your fault.");
  if (problem !== error) log.error({ error }, "an upgrade failed");
  endWithProblem(socket, problem);
  return problem.status;
}
