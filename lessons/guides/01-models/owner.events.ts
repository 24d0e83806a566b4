import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let count = 0;
  socket.on("message", (data) => {
    count += 1;
    socket.send(`${count}: ${data}`);
  });
});
