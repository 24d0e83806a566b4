import { WebSocket, WebSocketServer } from "ws";

class Peer extends WebSocket {
  lastPong = Date.now();
  lastPing = 0;

  beat() {
    if (this.lastPong < this.lastPing) return this.terminate();
    this.lastPing = Date.now();
    this.ping();
  }
}

const wss = new WebSocketServer({ port: 3000, WebSocket: Peer });

wss.on("connection", (socket) => {
  if (!(socket instanceof Peer)) return;
  const heartbeat = setInterval(() => socket.beat(), 30_000);
  socket.on("pong", () => {
    socket.lastPong = Date.now();
  });
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") socket.send(data);
  });
  socket.addEventListener("close", () => clearInterval(heartbeat));
});
