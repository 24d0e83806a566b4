// style: events
// check: pings-each-client-every-30-seconds
// hint: Keep the interval running
// Restarts the wait with each message.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let heartbeat = setInterval(() => socket.ping(), 30_000);
  socket.on("message", () => {
    clearInterval(heartbeat);
    heartbeat = setInterval(() => socket.ping(), 30_000);
  });
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
