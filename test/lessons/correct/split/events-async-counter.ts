import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let timer: Timeout;
  const second = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1000);
    });
  const count = async () => {
    for (let tick = 1; tick <= 5; tick++) {
      await second();
      socket.send(`tick ${tick}`);
    }
    socket.close(1000, "done");
  };
  count();

  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await sleep(2000);
    socket.send(data, { binary: isBinary });
  });

  socket.on("close", () => clearTimeout(timer));
});
