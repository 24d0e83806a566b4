// style: events
// check: stops-counting-when-the-client-leaves
// hint: another client's timer
// Keeps the timer at module level.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

let counter: Timeout;

wss.on("connection", (socket) => {
  let tick = 0;
  counter = setInterval(() => {
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
