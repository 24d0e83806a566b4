// style: events
// check: pings-each-client-every-30-seconds
// hint: When a pong arrives
// Listens for ping instead of pong.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let alive = true;
  const heartbeat = setInterval(() => {
    if (alive) {
      alive = false;
      socket.ping();
    } else {
      socket.terminate();
    }
  }, 30_000);
  socket.on("ping", () => {
    alive = true;
  });
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
