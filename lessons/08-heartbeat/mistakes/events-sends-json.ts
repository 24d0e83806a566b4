// style: events
// check: pings-each-client-every-30-seconds
// hint: control frame
// Sends a JSON message of type ping.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const heartbeat = setInterval(() => socket.send(JSON.stringify({ type: "ping" })), 30_000);
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
