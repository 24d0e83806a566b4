// style: events
// check: keeps-a-separate-count-for-each-connection
// hint: module level
// Keeps one count for all connections.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let tick = 0;

wss.on("connection", (socket) => {
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => clearInterval(counter));
});
