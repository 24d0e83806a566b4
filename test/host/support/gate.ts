// A small front for tests: accepts upgrade requests at /ws/<room> and hands the raw socket on.
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import type { UpgradeMeta } from "../../../server/protocol/host.ts";

export interface Gate extends Disposable {
  readonly port: number;
  url(room: string): string;
}

export async function openGate(hand: (room: string, meta: UpgradeMeta, raw: Socket) => void): Promise<Gate> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on("upgrade", (request, duplex, head) => {
    duplex.on("error", () => duplex.destroy());
    if (!(duplex instanceof Socket)) throw new Error("An upgrade came without a socket.");
    hand(/^\/ws\/([^/?]+)/.exec(request.url ?? "")?.[1] ?? "", metaOf(request, duplex, head), duplex);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (room) => `ws://127.0.0.1:${port}/ws/${room}`,
    // Not awaited: Node's server miscounts sockets that went to another process, and then never says that it closed.
    [Symbol.dispose]: () => void server.close(),
  };
}

function metaOf(request: IncomingMessage, socket: Socket, head: Buffer): UpgradeMeta {
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    rawHeaders: request.rawHeaders,
    protocols: request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [],
    remoteAddress: socket.remoteAddress ?? "",
    remotePort: socket.remotePort ?? 0,
    client: "",
    head: head.toString("base64"),
  };
}
