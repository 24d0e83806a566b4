// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: spaces around
// Trims what it received.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    socket.send(isBinary ? data : data.toString().trim());
  });
});
