// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: An empty string is falsy
// Tests whether there is a text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.send(data);
    const text = data.toString();
    if (text) socket.send(text);
  });
});
