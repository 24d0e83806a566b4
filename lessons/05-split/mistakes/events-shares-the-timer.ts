// style: events
// check: keeps-a-separate-count-for-each-client
// hint: not its own
// One timer ticks for everyone.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

let tick = 0;
let counter: Timeout | undefined;

wss.on("connection", (socket) => {
  counter ??= setInterval(() => {
    tick += 1;
    for (const client of wss.clients) {
      client.send(`tick ${tick}`);
      if (tick === 5) client.close(1000, "done");
    }
  }, 1000);

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => {
    if (wss.clients.size === 0) clearInterval(counter);
  });
});
