// style: events
// check: does-not-wait-for-a-slow-client-and-keeps-it
// hint: More than 100 messages waited
// Keeps everything that it does not send.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const waiting = new Map<WebSocket, string[]>();

wss.on("connection", (socket) => {
  waiting.set(socket, []);
  sendToAll("* a user joined");
  socket.on("message", (data, isBinary) => {
    if (!isBinary) sendToAll(`user: ${data}`);
  });
  const timer = setInterval(() => flush(socket), 100);
  socket.on("close", () => {
    clearInterval(timer);
    waiting.delete(socket);
    sendToAll("* a user left");
  });
});

function sendToAll(line: string) {
  for (const [client, lines] of waiting) {
    lines.push(line);
    flush(client);
  }
}

function flush(client: WebSocket) {
  const lines = waiting.get(client) ?? [];
  if (client.bufferedAmount > 65_536 || client.readyState !== WebSocket.OPEN) return;
  for (const line of lines.splice(0, 10)) client.send(line);
}
