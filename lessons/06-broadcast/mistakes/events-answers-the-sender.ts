// style: events
// check: sends-each-text-to-everybody-the-sender-too
// hint: one who spoke
// Answers, as an echo does, instead of telling the room.
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
