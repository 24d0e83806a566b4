// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: listens for one message
// Listens with once.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.once("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
