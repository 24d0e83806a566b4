// style: events
// check: sends-a-tick-after-each-second
// hint: even if the client
// Starts the timer with the first message.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const start = () =>
    setInterval(() => {
      tick += 1;
      socket.send(`tick ${tick}`);
      if (tick === 5) socket.close(1000, "done");
    }, 1000);

  socket.once("message", () => {
    const counter = start();
    socket.on("close", () => clearInterval(counter));
  });
  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });
});
