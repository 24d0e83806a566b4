import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);

  socket.on("message", (data, isBinary) => {
    const echo = () => socket.send(data, { binary: isBinary });
    if (!isBinary && data.toString() === "slow") setTimeout(echo, 2000);
    else echo();
  });

  socket.on("close", () => clearInterval(counter));
});
