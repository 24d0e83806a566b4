// style: events
// check: announces-to-the-remaining-clients-when-a-user-leaves
// hint: not that of the server
// Listens for the event that says that the server has closed.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const missed = new WeakMap<WebSocket, number>();

wss.on("connection", (socket) => {
  sendToAll("* a user joined");
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!isBinary) sendToAll(`user: ${data}`);
  });
});

wss.on("close", () => sendToAll("* a user left"));

function sendToAll(line: string) {
  for (const client of wss.clients) {
    if (client.readyState !== WebSocket.OPEN) continue;
    const count = missed.get(client) ?? 0;
    if (client.bufferedAmount > 256 * 1024) {
      missed.set(client, count + 1);
      continue;
    }
    if (count > 0) client.send(`* you missed ${count} messages`);
    missed.delete(client);
    client.send(line);
  }
}
