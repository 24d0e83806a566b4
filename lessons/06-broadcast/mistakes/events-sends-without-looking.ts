// style: events
// check: waits-for-no-slow-client-and-tells-it-what-it-missed
// hint: bufferedAmount
// Sends to a client whether it reads or not, until too much waits for it.
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
