// style: events
// check: closes-with-1000-right-after-tick-5
// hint: still open
// Closes the next time the timer fires.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    if (tick > 5) socket.close(1000, "done");
    else socket.send(`tick ${tick}`);
  }, 1000);

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearInterval(counter));
});
