// `serve`: the server that runs a loop-style handler, on Node's HTTP server and the package "ws".
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { type Handle, LoopProgram, type Upgrade } from "../../guest/loop/socket.ts";
import type { RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import { endWithResponse } from "../../protocol/raw-response.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { listen, pageListener } from "./page.ts";
import { libraryLimits } from "./runtime.ts";
import { lifetime } from "./shutdown.ts";
import { Sockets } from "./sockets.ts";

/** The exports of a handler's file. */
export interface HandlerModule {
  readonly default: Handle;
  readonly upgrade?: Upgrade | undefined;
}

export interface ServeOptions {
  readonly port: number;
  readonly host?: string | undefined;
  /** The URL of the file with the client page, which is served at `/`. */
  readonly page?: string | undefined;
}

/** Resolves with the port once the server listens. */
export function serve(
  { default: handle, upgrade }: HandlerModule,
  { port, host, page }: ServeOptions,
): Promise<number> {
  const sockets = new Sockets();
  lifetime.onEnd(() => sockets.closeAll(closeCodes.serviceRestart, "the handler has stopped"));
  const program = new LoopProgram(sockets, handle, upgrade ?? null);
  const server = createServer(page === undefined ? upgradeRequired : pageListener(new URL(page), () => ownAddress));
  server.on("upgrade", (request, raw, head) => {
    raw.on("error", () => raw.destroy());
    const info = requestInfoOf(request);
    const answer = (given: UpgradeAnswer) => {
      if (given.accept) accept(given, request, raw, head);
      else refuse(raw, given);
    };
    const accept = (given: Accepted, ...parts: [IncomingMessage, Duplex, Buffer]) =>
      webSocketServer(given).handleUpgrade(...parts, (ws) =>
        sockets.add(ws, raw, (id) => program.open(id, info, ws.protocol)),
      );
    if (lifetime.isStopping) answer(stopping);
    else if (upgrade === undefined) answer({ accept: true, protocol: null, headers: {} });
    else void program.upgrade(sockets.awaitUpgrade(answer), info);
  });
  return listen(server, port, host);
}

const ownAddress = 'location.origin.replace(/^http/, "ws") + "/"';

function upgradeRequired(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Upgrade: "websocket", Connection: "Upgrade" }).end("Connect with a WebSocket client.\n");
}

type Accepted = Extract<UpgradeAnswer, { accept: true }>;
type Refused = Extract<UpgradeAnswer, { accept: false }>;

export const stopping: Refused = {
  accept: false,
  status: 503,
  reason: "This handler is shutting down. Connect again in a moment.",
  headers: { "Retry-After": "1" },
};

export function refuse(raw: Duplex, answer: Refused): void {
  endWithResponse(raw, { ...answer, mediaType: "text/plain; charset=utf-8", body: answer.reason });
}

/** One for each answer: the protocol and the limit are those of one client. */
export function webSocketServer({ protocol, headers, maxMessageBytes = libraryLimits.messageBytes }: Accepted) {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: Math.min(maxMessageBytes, libraryLimits.messageBytes),
    handleProtocols: () => protocol ?? false,
  });
  server.on("headers", (lines) => {
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  });
  return server;
}

export function requestInfoOf({ url = "/", headers, socket }: IncomingMessage): RequestInfo {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  const offered = headers["sec-websocket-protocol"] ?? "";
  return {
    url,
    headers: Object.fromEntries(entries),
    protocols: offered.split(",").flatMap((name) => name.trim() || []),
    remoteAddress: socket.remoteAddress ?? "",
  };
}
