import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: reply to every message, text and binary alike, until the client closes.
  socket.once("message", (data) => {
    socket.send(data.toString());
  });
});
