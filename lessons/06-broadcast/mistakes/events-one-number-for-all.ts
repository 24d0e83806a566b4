// style: events
// check: does-not-wait-for-a-slow-client-and-keeps-it
// hint: separately for each client
// Has one count for all clients.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let missed = 0;

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
    if (client.bufferedAmount > 256 * 1024) {
      missed += 1;
      continue;
    }
    if (missed > 0) client.send(`* you missed ${missed} messages`);
    missed = 0;
    client.send(line);
  }
}
