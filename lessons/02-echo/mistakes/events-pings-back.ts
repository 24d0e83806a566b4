// style: events
// check: keeps-going-after-a-ping
// hint: a ping of its own
// Answers a ping with a ping.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("ping", (data) => socket.ping(data));
});
