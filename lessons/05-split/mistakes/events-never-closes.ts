// style: events
// check: closes-with-1000-right-after-tick-5
// hint: kept counting
// Never stops.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
  }, 1000);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => clearInterval(counter));
});
