// Handlers that report what server-run clients send.

/** Reports each kind of message as text, and each close on the console. */
export const tellingAll = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (String(data) === "ping me") return socket.ping("you");
    if (isBinary) socket.send(data);
    else socket.send("text " + data);
  });
  socket.on("ping", (data) => socket.send("ping " + data));
  socket.on("pong", (data) => socket.send("pong " + data));
  socket.on("close", (code) => console.log("close " + code));
});
`;

/** Reports the request, chooses the last subprotocol, and refuses a query that contains `refuse`. */
export const tellingRequest = `import type { Request, Socket } from "ws101";
export function upgrade(request: Request) {
  if (request.url.includes("refuse")) return { status: 403, reason: "not you" };
  return { protocol: request.protocols.at(-1) };
}
export default async function handle(socket: Socket) {
  const { url, headers } = socket.request;
  const { ["x-token"]: token = null, authorization = null, cookie = null, origin = null } = headers;
  const proto = Object.getOwnPropertyDescriptor(headers, "__proto__")?.value ?? null;
  await socket.send(JSON.stringify({ url, token, authorization, proto, cookie, origin }));
  for await (const _ of socket);
}
`;
