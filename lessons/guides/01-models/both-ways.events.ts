import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const timer = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
  }, 1000);
  socket.on("message", (data) => socket.send(`echo ${data}`));
  socket.on("close", () => clearInterval(timer));
});
