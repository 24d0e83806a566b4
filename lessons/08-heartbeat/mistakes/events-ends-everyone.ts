// style: events
// check: judges-each-client-on-its-own
// hint: B answered every ping
// Ends every connection when one client is silent.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let alive = true;
  const heartbeat = setInterval(() => {
    if (alive) {
      alive = false;
      socket.ping();
    } else {
      for (const client of wss.clients) client.terminate();
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
