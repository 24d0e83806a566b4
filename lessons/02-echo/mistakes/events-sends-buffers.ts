// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: Your handler sent text as binary
// Passes the Buffer to send, which sends it as binary even if it was text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data));
});
