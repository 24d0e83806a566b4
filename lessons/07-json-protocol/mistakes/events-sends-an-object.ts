// style: events
// check: answers-chat-with-echo
// hint: JSON.stringify
// Turns an object into text the way a template does.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { text } = JSON.parse(data.toString());
    const answer = { type: "echo", text };
    socket.send(`${answer}`);
  });
});
