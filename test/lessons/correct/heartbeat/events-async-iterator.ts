import { setInterval } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const left = new AbortController();
  socket.on("close", () => left.abort());
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  watch(socket, left.signal).catch(() => {});
});

async function watch(socket: WebSocket, signal: AbortSignal) {
  let pongs = 0;
  let pings = 0;
  socket.on("pong", () => pongs++);
  for await (const _ of setInterval(30_000, undefined, { signal })) {
    if (pings > 0 && pongs === 0) return socket.terminate();
    pings += 1;
    pongs = 0;
    socket.ping();
  }
}
