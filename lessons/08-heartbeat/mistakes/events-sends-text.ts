// style: events
// check: pings-each-client-every-30-seconds
// hint: control frame
// Sends a text that says ping.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const heartbeat = setInterval(() => socket.send("ping"), 30_000);
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
