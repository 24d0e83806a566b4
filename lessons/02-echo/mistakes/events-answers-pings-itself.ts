// style: events
// check: keeps-going-after-a-ping
// hint: second pong
// Sends a pong after the one of the library.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("ping", (data) => socket.pong(data));
});
