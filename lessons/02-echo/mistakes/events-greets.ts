// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: before the client has sent one
// Sends a greeting when the client connects.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.send("welcome");
});
