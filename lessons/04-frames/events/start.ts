import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  // TODO: count bytes, report pings and pongs, close with 1003 on binary, and close with the code that a text asks for.
  socket.on("message", () => {
    socket.send("text of length ?");
  });
});
