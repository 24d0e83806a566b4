// style: events
// check: replies-to-every-text
// hint: every text
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.once("message", (data) => {
    socket.send(data.toString().toUpperCase());
  });
});
