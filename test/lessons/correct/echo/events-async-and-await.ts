import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", async (data, isBinary) => {
    await new Promise<void>((resolve) => socket.send(data, { binary: isBinary }, () => resolve()));
  });
});
