// The handler that strangers talk to, in both styles: it echoes, and does what a few texts ask of it.
import type { Style } from "../../server/protocol/lesson.ts";

/**
 * Chooses `chat.v2` when offered. `ping`: pings, and tells the pong that came. `protocol`: says it. `close 4001 why`: closes.
 * `last`: how the last connection ended. Anything else comes back as it is; a client's ping is told to it.
 */
export const handlers: Readonly<Record<Style, string>> = {
  loop: `import type { Socket, UpgradeRequest } from "ws101";

let last = "";

export function upgrade(request: UpgradeRequest) {
  return request.protocols.includes("chat.v2") ? { protocol: "chat.v2" } : true;
}

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await answer(socket, message.data);
    if (message.type === "binary") await socket.send(message.data);
    if (message.type === "ping") await socket.send("pinged: " + new TextDecoder().decode(message.data));
    if (message.type === "pong") await socket.send("pong: " + new TextDecoder().decode(message.data));
    if (message.type === "close") last = message.code + " " + message.reason;
  }
}

async function answer(socket: Socket, text: string) {
  const [word, code, ...reason] = text.split(" ");
  if (word === "ping") await socket.ping("are you there?");
  else if (word === "protocol") await socket.send("protocol: " + socket.protocol);
  else if (word === "last") await socket.send("last: " + last);
  else if (word === "close") await socket.close(Number(code), reason.join(" "));
  else await socket.send(text);
}
`,
  events: `import { type WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({
  port: 3000,
  handleProtocols: (offered) => (offered.has("chat.v2") ? "chat.v2" : false),
});
let last = "";

server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else answer(socket, data.toString());
  });
  socket.on("ping", (data) => socket.send("pinged: " + data.toString()));
  socket.on("pong", (data) => socket.send("pong: " + data.toString()));
  socket.on("error", (error) => console.log(error.message));
  socket.on("close", (code, reason) => {
    last = code + " " + reason.toString();
  });
});

function answer(socket: WebSocket, text: string) {
  const [word, code, ...reason] = text.split(" ");
  if (word === "ping") socket.ping("are you there?");
  else if (word === "protocol") socket.send("protocol: " + socket.protocol);
  else if (word === "last") socket.send("last: " + last);
  else if (word === "close") socket.close(Number(code), reason.join(" "));
  else socket.send(text);
}
`,
};
