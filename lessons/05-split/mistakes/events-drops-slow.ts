// style: events
// check: keeps-ticking-while-a-reply-takes-time
// hint: echoed late or not at all
// Skips the slow text.
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
    if (data.toString() === "slow") return;
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearInterval(counter));
});
