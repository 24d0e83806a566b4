// style: events
// check: keeps-going-after-a-ping
// hint: replied with a text
// Answers a ping with a text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("ping", () => socket.send("pong"));
});
