// style: events
// check: announces-to-the-remaining-clients-when-a-user-leaves
// hint: can no longer receive
// Sends the announcement to the socket that has just closed.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  sendToAll("* a user joined");
  socket.on("message", (data) => sendToAll(`user: ${data}`));
  socket.on("close", () => socket.send("* a user left"));
});

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(line);
  }
}
