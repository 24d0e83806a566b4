// style: events
// check: ends-the-connection-of-a-client-that-does-not-answer
// hint: pinged again
// Allows for one missing pong.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let missed = 0;
  const heartbeat = setInterval(() => {
    if (missed > 1) socket.terminate();
    missed += 1;
    socket.ping();
  }, 30_000);
  socket.on("pong", () => {
    missed = 0;
  });
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
