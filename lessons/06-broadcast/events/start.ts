import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: send everything to every client: messages, joins and departures.
  socket.send("* a user joined");
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(`user: ${data}`);
  });
});
