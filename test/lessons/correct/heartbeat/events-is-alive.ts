import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

function heartbeat(this: WebSocket) {
  this.isAlive = true;
}

wss.on("connection", (socket) => {
  socket.isAlive = true;
  socket.on("error", console.error);
  socket.on("pong", heartbeat);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});

const timer = setInterval(() => {
  wss.clients.forEach((socket) => {
    if (socket.isAlive) socket.ping();
    else socket.terminate();
    socket.isAlive = false;
  });
}, 30_000);

wss.on("close", () => clearInterval(timer));
