// style: events
// check: replies-to-each-chat-with-an-echo
// hint: Build your own message
// Sends the message back as it arrived.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data.toString()));
});
