import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: let every client hear what is said here, and who joins and leaves.
  socket.send("* a user joined");
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(`user: ${data}`);
  });
});
