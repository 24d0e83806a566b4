// style: events
// check: keeps-a-separate-count-for-each-client
// hint: to that socket only
// Sends the ticks of each client to all of them.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    for (const client of wss.clients) client.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);
  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });
  socket.on("close", () => clearInterval(counter));
});
