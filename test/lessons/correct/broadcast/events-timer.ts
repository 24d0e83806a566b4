// A timer watches bufferedAmount and notifies the client itself, without waiting for the next line.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const missed = new Map<WebSocket, number>();

wss.on("connection", (socket) => {
  sendToAll("* a user joined");

  const timer = setInterval(() => report(socket), 200);

  socket.on("message", (data, isBinary) => {
    if (!isBinary) sendToAll(`user: ${data}`);
  });

  socket.on("close", () => {
    clearInterval(timer);
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
  if (client.bufferedAmount > 0) {
    missed.set(client, count + 1);
    return;
  }
  report(client);
  client.send(line);
}

function report(client: WebSocket) {
  const count = missed.get(client) ?? 0;
  if (count === 0 || client.bufferedAmount > 0) return;
  missed.delete(client);
  client.send(`* you missed ${count} messages`);
}
