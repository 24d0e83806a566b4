// style: events
// check: drops-a-reply-that-waits-when-the-connection-closes
// hint: put off the close
// Waits until the last echo has been sent before it closes.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  let reply = Promise.resolve();
  const counter = setInterval(async () => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick < 5) return;
    clearInterval(counter);
    await reply;
    socket.close(1000, "done");
  }, 1000);

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") {
      reply = new Promise((resolve) => setTimeout(resolve, 2000));
      await reply;
    }
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearInterval(counter));
});
