// style: events
// check: pings-each-client-every-30-seconds
// hint: Echo texts in between
// Pings only in reply to a ping.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("ping", () => socket.ping());
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
