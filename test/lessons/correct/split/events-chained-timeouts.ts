import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  let counter: Timeout;
  const wait = () => {
    counter = setTimeout(() => {
      socket.send(`tick ${++tick}`);
      if (tick < 5) wait();
      else socket.close(1000, "done");
    }, 1000);
  };
  wait();

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearTimeout(counter));
});
