// style: events
// check: does-not-wait-for-a-slow-client-and-keeps-it
// hint: exceeds 256 KiB
// Sends to every client, reading or not.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const missed = new Set<WebSocket>();

wss.on("connection", (socket) => {
  sendToAll("* a user joined");

  socket.on("message", (data, isBinary) => {
    if (!isBinary) sendToAll(`user: ${data}`);
  });

  socket.on("close", () => {
    missed.delete(socket);
    sendToAll("* a user left");
  });
});

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(line);
  }
}
