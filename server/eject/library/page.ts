// The client page of a project: an HTTP server that provides the handler's address as `WS_URL`, as the preview in the playground
// does.
import { subscribe } from "node:diagnostics_channel";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, Server } from "node:http";
import { withScript } from "../../protocol/client-page.ts";

/** The servers of this process, in the order in which they began to listen. */
const servers: Server[] = [];

subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const server = typeof message === "object" && message !== null && "server" in message ? message.server : null;
  if (server instanceof Server) servers.push(server);
});

/** The port of the first server that takes WebSocket clients; 0 while there is none. */
function handlerPort(): number {
  const server = servers.find((each) => each.listenerCount("upgrade") > 0);
  return server === undefined ? 0 : portOf(server);
}

/** Answers requests for `/` with the page in this file, as it is now. `address`: an expression that the browser evaluates. */
export function pageListener(file: URL, address: () => string): RequestListener {
  return (request, response) => {
    const [path] = request.url?.split("?") ?? [];
    if (path !== "/") return void response.writeHead(404).end();
    readFile(file, "utf8").then(
      (page) => {
        response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
        response.end(withScript(page, `const WS_URL = ${address()};`));
      },
      (error: unknown) => response.writeHead(500).end(`The page cannot be read: ${String(error)}\n`),
    );
  };
}

/** Serves the page for a handler that has a port of its own. Resolves with the port once it listens. */
export function servePage(page: string, { port }: { readonly port: number }): Promise<number> {
  const address = () => `"ws://" + location.hostname + ":${handlerPort()}/"`;
  return listen(createServer(pageListener(new URL(page), address)), port);
}

/** Resolves with the port once the server listens. */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, host, () => resolve(portOf(server)));
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
