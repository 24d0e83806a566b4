// Wraps send in promises.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const queues = new WeakMap<WebSocket, string[]>();
const pumping = new WeakSet<WebSocket>();

function send(socket: WebSocket, text: string) {
  return new Promise<void>((resolve, reject) => {
    socket.send(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function pump(socket: WebSocket, queue: string[]) {
  if (pumping.has(socket)) return;
  pumping.add(socket);
  try {
    for (let price = queue.shift(); price !== undefined; price = queue.shift()) await send(socket, price);
  } catch {
    queue.length = 0;
  } finally {
    pumping.delete(socket);
  }
}

wss.on("connection", (socket) => {
  queues.set(socket, []);
  socket.on("message", async (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("price ")) {
      for (const client of wss.clients) {
        const queue = queues.get(client);
        if (queue === undefined) continue;
        if (queue.push(text) > 32) queue.shift();
        void pump(client, queue);
      }
    } else {
      const sent = send(socket, `ok: ${text}`);
      if (socket.bufferedAmount > 0) {
        socket.pause();
        await sent.catch(() => {});
        socket.resume();
      }
    }
  });
});
