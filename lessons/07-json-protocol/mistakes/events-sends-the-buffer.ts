// style: events
// check: replies-to-each-chat-with-an-echo
// hint: The reply was a binary message
// A Buffer is sent as a binary message.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { text } = JSON.parse(data.toString());
    socket.send(Buffer.from(JSON.stringify({ type: "echo", text })));
  });
});
