// Looks at bufferedAmount every few milliseconds, for orders and for prices.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const queues = new Set<string[]>();

wss.on("connection", (socket) => {
  const queue: string[] = [];
  queues.add(queue);
  const timer = setInterval(() => {
    if (socket.bufferedAmount === 0 && socket.isPaused) socket.resume();
    while (queue.length > 0 && socket.bufferedAmount === 0) socket.send(queue.shift() ?? "");
  }, 5);

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = String(data);
    if (text.startsWith("price ")) {
      for (const each of queues) {
        each.push(text);
        if (each.length > 32) each.shift();
      }
      return;
    }
    socket.send(`ok: ${text}`);
    if (socket.bufferedAmount > 100_000) socket.pause();
  });

  socket.on("close", () => {
    clearInterval(timer);
    queues.delete(queue);
  });
});
