// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: is a message event
// Listens for an event that does not exist.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("text", (text: string) => {
    socket.send(text);
  });
});
