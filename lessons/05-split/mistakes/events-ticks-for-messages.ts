// style: events
// check: stays-on-time-while-the-client-talks
// hint: between two ticks
// Counts messages as ticks.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
    if (tick > 0) socket.send(`tick ${++tick}`);
  });

  socket.on("close", () => clearInterval(counter));
});
