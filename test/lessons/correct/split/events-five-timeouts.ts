import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const timers = [1, 2, 3, 4, 5].map((tick) => {
    return setTimeout(() => {
      socket.send(`tick ${tick}`);
      if (tick === 5) socket.close(1000, "done");
    }, tick * 1000);
  });

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => {
    for (const timer of timers) clearTimeout(timer);
  });
});
