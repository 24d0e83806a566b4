import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let isAnswered = true;
  let timer = setTimeout(beat, 30_000);

  function beat() {
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
    timer = setTimeout(beat, 30_000);
  }

  socket.on("pong", () => {
    isAnswered = true;
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data, { binary: false });
  });
  socket.on("close", () => clearTimeout(timer));
});
