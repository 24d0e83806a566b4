// style: events
// check: drops-a-reply-that-waits-when-the-connection-closes
// hint: your code threw an error
// Throws when a reply comes too late to be sent.
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
    socket.send(data, { binary: isBinary }, (error) => {
      if (error) throw error;
    });
  });

  socket.on("close", () => clearInterval(counter));
});
