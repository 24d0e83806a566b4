// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: more than once
// Adds two listeners.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.addEventListener("message", ({ data }) => {
    if (!Array.isArray(data)) socket.send(data);
  });
});
