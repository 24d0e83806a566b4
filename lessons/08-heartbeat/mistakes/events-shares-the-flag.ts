// style: events
// check: judges-each-client-on-its-own
// hint: B answered every ping
// Keeps one flag for all clients.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let alive = true;

wss.on("connection", (socket) => {
  const heartbeat = setInterval(() => {
    if (alive) {
      alive = false;
      socket.ping();
    } else {
      socket.terminate();
    }
  }, 30_000);
  socket.on("pong", () => {
    alive = true;
  });
  socket.on("close", () => clearInterval(heartbeat));
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
