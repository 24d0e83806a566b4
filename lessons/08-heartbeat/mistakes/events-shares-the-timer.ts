// style: events
// check: judges-each-client-on-its-own
// hint: no longer pinged
// Keeps the timer at module level.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let heartbeat: ReturnType<typeof setInterval>;

wss.on("connection", (socket) => {
  let alive = true;
  heartbeat = setInterval(() => {
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
