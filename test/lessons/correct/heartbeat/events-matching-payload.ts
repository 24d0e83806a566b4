import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let sent = 0;
  let answered = 0;
  const heartbeat = setInterval(() => {
    if (answered < sent) return socket.terminate();
    sent += 1;
    socket.ping(String(sent));
  }, 30_000);

  socket.on("pong", (data) => {
    answered = Number(data.toString());
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => clearInterval(heartbeat));
});
