// style: events
// check: closes-with-1000-right-after-tick-5
// hint: Each connection has its own timer
// Has one timer for the whole server.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let tick = 0;

setInterval(() => {
  tick += 1;
  for (const socket of wss.clients) {
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }
}, 1000);

wss.on("connection", (socket) => {
  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });
});
