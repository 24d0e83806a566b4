import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    // TODO: reply to each text with the same text in capitals.
    console.log(data);
  });
});
