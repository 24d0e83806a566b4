// style: events
// check: echoes-each-message-immediately
// hint: A text got no echo
// Counts, but does not listen.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);

  socket.on("close", () => clearInterval(counter));
});
