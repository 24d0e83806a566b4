// style: events
// check: pings-each-client-every-30-seconds
// hint: Let the interval run on
// Starts the wait again with each message.
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
