// style: events
// check: tells-a-slow-client-how-many-messages-it-missed
// hint: before that line
// Sends the number after the next line.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const missed = new WeakMap<WebSocket, number>();

wss.on("connection", (socket) => {
  sendToAll("* a user joined");
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!isBinary) sendToAll(`user: ${data}`);
  });
  socket.on("close", () => sendToAll("* a user left"));
});

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState !== WebSocket.OPEN) continue;
    const count = missed.get(client) ?? 0;
    if (client.bufferedAmount > 256 * 1024) {
      missed.set(client, count + 1);
      continue;
    }
    client.send(line);
    if (count > 0) client.send(`* you missed ${count} messages`);
    missed.delete(client);
  }
}
