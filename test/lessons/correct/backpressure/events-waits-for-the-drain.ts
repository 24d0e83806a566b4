// Sends directly while nothing is unsent, and queues after that.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const late = new Map<WebSocket, string[]>();

function offer(client: WebSocket, price: string) {
  const waiting = late.get(client);
  if (waiting !== undefined) {
    waiting.push(price);
    if (waiting.length > 32) waiting.shift();
  } else {
    client.send(price, () => drain(client));
    if (client.bufferedAmount > 0) late.set(client, []);
  }
}

function drain(client: WebSocket) {
  if (client.bufferedAmount > 0) return;
  const waiting = late.get(client) ?? [];
  late.delete(client);
  for (const price of waiting) client.send(price);
}

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("price ")) for (const client of wss.clients) offer(client, text);
    else {
      socket.send(Buffer.concat([Buffer.from("ok: "), data]), { binary: false }, () => socket.resume());
      if (socket.bufferedAmount > 16 * 1024) socket.pause();
    }
  });
  socket.on("close", () => late.delete(socket));
});
