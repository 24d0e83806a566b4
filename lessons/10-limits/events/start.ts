import { WebSocketServer } from "ws";

// TODO: refuse foreign origins and limit the length of messages here, and their rate below.
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    socket.send(data, { binary: isBinary });
  });
});
