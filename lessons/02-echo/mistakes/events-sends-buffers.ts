// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: goes out as binary
// Sends the Buffer as it came: a Buffer goes out as binary, even when it held a text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data));
});
