import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    const size = `${data.length} bytes`;
    if (isBinary) socket.send(`binary, ${size}`);
    else socket.send(`text, ${size}: ${data}`);
  });
});
