// style: events
// check: sends-a-tick-after-each-second
// hint: Each tick has its own wait
// Starts five timers of one second.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const send = () => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  };
  const timers = [1, 2, 3, 4, 5].map(() => setTimeout(send, 1000));

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => timers.forEach(clearTimeout));
});
