import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const intervalMs = 30_000;

wss.on("connection", (socket) => {
  let deadline: Timeout | undefined;
  const heartbeat = setInterval(() => {
    if (deadline !== undefined) return;
    socket.ping();
    deadline = setTimeout(() => socket.terminate(), intervalMs);
  }, intervalMs);

  socket.on("pong", () => {
    clearTimeout(deadline);
    deadline = undefined;
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => {
    clearTimeout(deadline);
    clearInterval(heartbeat);
  });
});
