import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.addEventListener("message", (event) => {
    if (!Array.isArray(event.data)) event.target.send(event.data);
  });
});
