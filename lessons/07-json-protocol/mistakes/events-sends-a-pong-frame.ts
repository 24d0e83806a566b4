// style: events
// check: replies-to-ping-with-pong
// hint: ordinary text message
// Confuses the protocol's ping with the WebSocket ping frame.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const message = JSON.parse(data.toString());
    if (message.type === "chat") socket.send(JSON.stringify({ type: "echo", text: message.text }));
    if (message.type === "ping") socket.pong();
    if (message.type === "bye") socket.close(1000, "bye");
  });
});
