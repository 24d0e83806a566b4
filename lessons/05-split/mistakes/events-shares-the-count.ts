// style: events
// check: keeps-a-separate-count-for-each-client
// hint: share one count
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

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearInterval(counter));
});
