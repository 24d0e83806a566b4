// style: events
// check: announces-a-new-user-to-everybody
// hint: newcomer did not receive
// Announces only to the others.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const maxUnsentBytes = 256 * 1024;
const missed = new Map<WebSocket, number>();

wss.on("connection", (socket) => {
  for (const client of wss.clients) {
    if (client !== socket) client.send("* a user joined");
  }

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
    if (client.readyState === WebSocket.OPEN) sendOrCount(client, line);
  }
}

/** Skips a client that has too much queued; before its next line it receives the number it missed. */
function sendOrCount(client: WebSocket, line: string) {
  const count = missed.get(client) ?? 0;
  if (client.bufferedAmount > maxUnsentBytes) {
    missed.set(client, count + 1);
    return;
  }
  if (count > 0) client.send(`* you missed ${count} messages`);
  missed.delete(client);
  client.send(line);
}
