import { WebSocketServer } from "ws";

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  let unanswered = 0;
  const timer = setInterval(() => {
    if (unanswered++ > 0) socket.terminate();
    else socket.ping("are you there?");
  }, 30 * 1000);
  socket
    .on("pong", () => {
      unanswered = 0;
    })
    .on("message", (data, isBinary) => {
      if (!isBinary) socket.send(`${data}`);
    })
    .once("close", () => clearInterval(timer));
});
