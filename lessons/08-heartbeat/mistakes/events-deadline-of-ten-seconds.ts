// style: events
// check: keeps-a-client-that-answers
// hint: was cut off
// Gives the client only ten seconds.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let deadline: ReturnType<typeof setTimeout>;
  const heartbeat = setInterval(() => {
    socket.ping();
    deadline = setTimeout(() => socket.terminate(), 10_000);
  }, 30_000);
  socket.on("pong", () => clearTimeout(deadline));
  socket.on("close", () => {
    clearInterval(heartbeat);
    clearTimeout(deadline);
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
