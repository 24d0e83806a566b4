// style: events
// check: pings-each-client-every-30-seconds
// hint: the second did not
// Uses a timeout where an interval is needed.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const heartbeat = setTimeout(() => socket.ping(), 30_000);
  socket.on("close", () => clearTimeout(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
