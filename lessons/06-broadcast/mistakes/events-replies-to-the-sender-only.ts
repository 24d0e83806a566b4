// style: events
// check: sends-each-text-to-everybody-including-the-sender
// hint: not only to the one
// Replies to the sender, like an echo, instead of sending to the room.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  sendToAll("* a user joined");
  socket.on("message", (data) => socket.send(`user: ${data}`));
  socket.on("close", () => sendToAll("* a user left"));
});

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(line);
  }
}
