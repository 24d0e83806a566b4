// style: events
// check: echoes-each-message-immediately
// hint: binary message got no
// Echoes only text.
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
    if (!isBinary) socket.send(data.toString());
  });

  socket.on("close", () => clearInterval(counter));
});
