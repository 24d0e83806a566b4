import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.ping(data));
  socket.on("pong", (data) => socket.send(`your pong: ${data}`));
  socket.on("ping", (data) => socket.send(`your ping: ${data}`));
});
