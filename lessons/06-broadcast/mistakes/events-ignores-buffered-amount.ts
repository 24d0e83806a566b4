// style: events
// check: does-not-wait-for-a-slow-client-and-tells-it-what-it-missed
// hint: bufferedAmount
// Sends to every client, reading or not, until too much is queued for it.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  sendToAll("* a user joined");
  socket.on("message", (data) => sendToAll(`user: ${data}`));
  socket.on("close", () => sendToAll("* a user left"));
});

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(line);
  }
}
