// style: events
// check: echoes-each-message-immediately
// hint: A text got no echo
// Sends echoes with the next tick.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const waiting: string[] = [];
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    for (const data of waiting.splice(0)) socket.send(data);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);

  socket.on("message", (data, isBinary) => {
    if (!isBinary) waiting.push(data.toString());
  });

  socket.on("close", () => clearInterval(counter));
});
