import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    // TODO: when it is text, send it with its characters in reverse order.
    socket.send(data, { binary: isBinary });
  });
});
