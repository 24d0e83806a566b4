// style: events
// check: keeps-ticking-while-a-reply-takes-time
// hint: held up
// Stops the ticks while it waits.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  let isBusy = false;
  const counter = setInterval(() => {
    if (isBusy) return;
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);

  socket.on("message", async (data, isBinary) => {
    isBusy = data.toString() === "slow";
    if (isBusy) await new Promise((resolve) => setTimeout(resolve, 2000));
    isBusy = false;
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearInterval(counter));
});
