import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: send "tick 1" to "tick 5", one per second, while messages are echoed.
  // Then close with 1000 and "done". If the client leaves earlier, stop counting.
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
