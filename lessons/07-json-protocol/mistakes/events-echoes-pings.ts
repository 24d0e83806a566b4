// style: events
// check: replies-to-each-ping-with-a-pong
// hint: answered with an echo
// Every message is a chat.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { text } = JSON.parse(data.toString());
    socket.send(JSON.stringify({ type: "echo", text: text ?? "" }));
  });
});
