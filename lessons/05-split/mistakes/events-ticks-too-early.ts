// style: events
// check: sends-a-tick-after-each-second
// hint: too early
// Sends the first tick when the client connects.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const count = () => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  };
  count();
  const counter = setInterval(count, 1000);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => clearInterval(counter));
});
