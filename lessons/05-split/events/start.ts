import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: send "tick 1" to "tick 5", one per second, while this listener keeps echoing.
  socket.on("message", (data, isBinary) => {
    socket.send(data, { binary: isBinary });
  });
});
