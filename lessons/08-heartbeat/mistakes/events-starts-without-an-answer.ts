// style: events
// check: pings-each-client-every-30-seconds
// hint: start it as true
// Treats the first ping as unanswered before it has been sent.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let alive = false;

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

  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });

  socket.on("close", () => clearInterval(heartbeat));
});
