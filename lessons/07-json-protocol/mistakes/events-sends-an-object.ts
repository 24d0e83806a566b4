// style: events
// check: replies-to-each-chat-with-an-echo
// hint: JSON.stringify
// Converts an object to text with a template string.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { text } = JSON.parse(data.toString());
    const reply = { type: "echo", text };
    socket.send(`${reply}`);
  });
});
