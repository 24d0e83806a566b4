// style: events
// check: closes-with-1000-right-after-tick-5
// hint: timer is still running
// Clears the timer only when the client leaves early.
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
  });

  socket.on("close", () => {
    if (tick < 5) clearInterval(counter);
  });
});
