import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string" || data instanceof Buffer) socket.send(data);
  };
});
