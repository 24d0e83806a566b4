import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const silent = new Set<WebSocket>();

setInterval(() => {
  for (const socket of wss.clients) {
    if (silent.has(socket)) {
      socket.terminate();
    } else {
      silent.add(socket);
      socket.ping();
    }
  }
}, 30_000);

wss.on("connection", (socket) => {
  socket.on("pong", () => silent.delete(socket));
  socket.on("close", () => silent.delete(socket));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
