// style: events
// check: stops-counting-when-the-client-leaves
// hint: clearInterval
// Stops the timer after the fifth tick, but not when the client leaves.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick < 5) return;
    clearInterval(counter);
    socket.close(1000, "done");
  }, 1000);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
