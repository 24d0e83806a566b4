// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: object converted to text
// Sends the Buffer as JSON.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(JSON.stringify(data)));
});
