import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000, autoPong: false });

wss.on("connection", (socket) => {
  socket.on("ping", (data) => socket.pong(data));
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
