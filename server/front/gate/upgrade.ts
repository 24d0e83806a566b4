// The upgrade gate: checks a request's preconditions one by one, then hands its socket to the live channel or a host.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { clientNameSchema, pageTokenSchema } from "../../protocol/clients.ts";
import type { UpgradeMeta } from "../../protocol/host.ts";
import { headerPairs } from "../../protocol/raw-headers.ts";
import { isToken } from "../../protocol/rfc6455.ts";
import type { FrontParts } from "../front-parts.ts";
import { endWithProblem, HttpProblem, shuttingDown, toProblem, unknownHost } from "../http/problem.ts";
import type { Handlers } from "../http/server.ts";
import type { Live } from "../live/live.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Workshops } from "../workshops/workshops.ts";
import type { Gate } from "./gate.ts";
import { headersOfPage, type PageHandshake } from "./learner-networks.ts";
import type { Preflight } from "./preflight.ts";
import { isLoopback } from "./request-origin.ts";
import { withoutOwnCookies } from "./sessions.ts";
import type { SocketClient } from "./socket-limits.ts";

export interface UpgradeOptions extends Pick<FrontParts, "metrics" | "log"> {
  readonly gate: Gate;
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly live: Live;
  readonly workshops: Pick<Workshops, "isInClassroom">;
  readonly preflight: Preflight;
  readonly server: { readonly isClosing: boolean };
  /** Passes a browser's cookies and `Authorization` to handlers: see `FORWARD_CREDENTIALS`. */
  readonly forwardCredentials: boolean;
}

/** The handler of `upgrade` events. It never throws: every failure becomes a response on the socket. */
export function createUpgrade(options: UpgradeOptions): Handlers["upgrade"] {
  const { log, metrics } = options;
  const count = (result: string) => metrics.count("ws101_upgrades_total", `result="${result}"`);
  return (request, socket, head) => {
    admit(options, request, socket, head).then(
      () => count("accepted"),
      (error: unknown) => {
        const problem = toProblem(error);
        if (problem.status === 500) log.error({ error }, "an upgrade failed");
        endWithProblem(socket, problem);
        count(String(problem.status));
      },
    );
  };
}

async function admit(options: UpgradeOptions, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { gate, registry, live, preflight, server } = options;
  const { method, headers, url = "" } = request;
  const host = gate.origins.hostOf(request);
  const path = url.split("?", 1)[0] ?? "";
  // The rest of the path after the room belongs to the handler, like the query.
  const id = /^\/ws\/([A-Za-z0-9_-]{1,64})(?:\/.+)?$/.exec(path)?.[1];

  if (method !== "GET") {
    throw new HttpProblem(405, "A WebSocket handshake is a GET request.", { headers: { Allow: "GET" } });
  }
  if (request.httpVersion !== "1.1") {
    throw new HttpProblem(400, "A WebSocket handshake requires HTTP/1.1.");
  }
  if (headers.upgrade?.toLowerCase() !== "websocket") {
    throw new HttpProblem(426, "Send `Upgrade: websocket`.", { headers: { Upgrade: "websocket" } });
  }
  if (headers["sec-websocket-version"] !== "13") {
    const versions = { Upgrade: "websocket", "Sec-WebSocket-Version": "13" };
    throw new HttpProblem(426, "Only protocol version 13 is supported (RFC 6455).", { headers: versions });
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    throw new HttpProblem(400, "Sec-WebSocket-Key must be 16 bytes in base64 (RFC 6455 §4.1).");
  }
  const protocols = protocolsIn(headers["sec-websocket-protocol"]);
  if (protocols === null) {
    const detail = "Sec-WebSocket-Protocol must list different names, separated by commas (RFC 6455 §4.1).";
    throw new HttpProblem(400, detail);
  }
  if (host === null || !gate.origins.isOwnHost(host)) {
    throw unknownHost();
  }
  const room = id === undefined ? null : await registry.byId(id);
  // A check may pretend to be another site's page: whether to accept that is for the handler to decide.
  const isOwnPage = headers.origin === undefined || gate.origins.isOwnOrigin(headers.origin, host);
  if (!isOwnPage && room?.kind !== "check" && !isPreview(gate, room, request)) {
    throw new HttpProblem(403, "Pages of other sites may not connect here.", { name: "foreign-origin" });
  }
  if (server.isClosing) {
    throw shuttingDown();
  }
  if (path === "/live") {
    return live.accept(request, socket, head);
  }
  if (path === "/preflight/socket") {
    return preflight.accept(request, socket, head);
  }
  if (room === null) {
    throw new HttpProblem(404, "There is no such room. The lesson's page shows the address of yours.");
  }
  const address = gate.origins.clientOf(request);
  if (room.kind === "own") admitOwner(gate, room, address);
  const client = { address, port: socket.remotePort ?? 0, who: whoIn(options, room, request) };
  gate.socketLimits.enter(room, client);
  room.arriving++;
  try {
    const process = await options.rooms.open(room);
    if (socket.destroyed) return gate.socketLimits.leave(room, client.port);
    process.handOver(room.id, metaOf(options, room, request, protocols, head), socket);
  } catch (error) {
    gate.socketLimits.leave(room, client.port);
    throw error;
  } finally {
    room.arriving--;
  }
}

/** For a classroom, which its members share. Clients that this server runs come from this machine, without a cookie. */
function whoIn({ gate, workshops }: UpgradeOptions, room: Room, request: IncomingMessage): SocketClient["who"] {
  if (room.audience !== "class") return "guest";
  const learner = gate.sessions.learnerOf(request.headers.cookie);
  if (learner !== null) return workshops.isInClassroom(learner, room) ? { learner } : "guest";
  return isLoopback(gate.origins.clientOf(request)) ? "server" : "guest";
}

/** A preview's page has no origin of its own. The key in its address leads to one room. */
function isPreview({ previews }: Gate, room: Room | null, { headers, url = "" }: IncomingMessage): boolean {
  const { preview } = withoutClient(url);
  return headers.origin === "null" && room !== null && preview !== undefined && previews.isSocketKey(room.id, preview);
}

/** A room of a learner who was not seen lately counts for the address of its client; one for visitors belongs to no learner. */
function admitOwner({ budgets, networks }: Gate, { learner, audience }: Room, address: string): void {
  if (audience === "visitors") return;
  if (networks.of(learner) === "") networks.note(learner, address);
  budgets.admit(learner);
}

/** Null for a list that is not valid. */
function protocolsIn(header: string | undefined): string[] | null {
  if (header === undefined) return [];
  const names = header.split(",").map((name) => name.trim());
  return names.every(isToken) && new Set(names).size === names.length ? names : null;
}

/** The request for the host, without credentials that are not the handler's business, and the bytes that followed it. */
function metaOf(
  { gate, forwardCredentials }: UpgradeOptions,
  room: Room,
  request: IncomingMessage,
  protocols: readonly string[],
  head: Buffer,
): UpgradeMeta {
  const { socket } = request;
  const early: Buffer[] = [head];
  for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) early.push(chunk);
  const { url, client, page } = withoutClient(request.url ?? "/");
  const own = handlerHeaders(request, forwardCredentials);
  const looksLike = room.kind === "check" ? gate.pageHandshakes.of(room.learner) : null;
  return {
    method: request.method ?? "GET",
    url,
    rawHeaders: looksLike === null ? own : headersOfPage(handlerHeaders(looksLike, forwardCredentials), own),
    protocols,
    remoteAddress: looksLike?.address ?? gate.origins.clientOf(request),
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
function handlerHeaders({ rawHeaders }: Pick<PageHandshake, "rawHeaders">, forwardCredentials: boolean): string[] {
  const pairs = headerPairs(rawHeaders);
  const isBrowser = pairs.some(([name]) => name.toLowerCase() === "origin");
  const dropped = isBrowser && !forwardCredentials ? ambientCredentials : new Set<string>();
  return pairs.flatMap(([name, value]) => {
    const lowerName = name.toLowerCase();
    if (dropped.has(lowerName)) return [];
    const shown = lowerName === "cookie" ? withoutOwnCookies(value) : value;
    return shown === null ? [] : [name, shown];
  });
}

/**
 * The query parameters by which a page names its clients, and a preview shows its key: the wire panel shows the names, and
 * no handler sees any of them.
 */
const clientParameter = "ws101-client";
const pageParameter = "ws101-page";
const previewParameter = "ws101-preview";
const ownParameters = [clientParameter, pageParameter, previewParameter];

export interface NamedRequest {
  /** Path and query without these parameters. */
  readonly url: string;
  /** The name in the first valid parameter; empty for none. */
  readonly client: string;
  /** The token of the page that opened the socket. */
  readonly page?: string;
  /** A preview's key. */
  readonly preview?: string;
}

/** Removes every such parameter from `asked` (path and query), however it is encoded. */
export function withoutClient(asked: string): NamedRequest {
  const start = asked.indexOf("?");
  const parts = start < 0 ? [] : asked.slice(start + 1).split("&");
  const own = parts.filter((part) => ownParameters.includes(decoded(nameOf(part))));
  if (own.length === 0) return { url: asked, client: "" };
  const values = (parameter: string) =>
    own
      .filter((part) => decoded(nameOf(part)) === parameter)
      .map((part) => decoded(part.slice(nameOf(part).length + 1)));
  const client = values(clientParameter).find((name) => clientNameSchema.safeParse(name).success) ?? "";
  const page = values(pageParameter).find((token) => pageTokenSchema.safeParse(token).success);
  const [preview] = values(previewParameter);
  const kept = parts.filter((part) => !own.includes(part));
  const path = asked.slice(0, start);
  const url = kept.length === 0 ? path : `${path}?${kept.join("&")}`;
  return { url, client, ...(page !== undefined && { page }), ...(preview !== undefined && { preview }) };
}

function nameOf(part: string): string {
  return part.split("=", 1)[0] ?? "";
}

/** As `URLSearchParams` reads it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return "";
  }
}
