// style: events
// check: ends-the-connection-of-a-client-that-does-not-answer
// hint: pinged again
// Pings, but never checks for the answer.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const heartbeat = setInterval(() => socket.ping(), 30_000);
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
