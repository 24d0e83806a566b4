// style: events
// check: replies-in-capitals
// hint: unchanged
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    socket.send(data.toString());
  });
});
