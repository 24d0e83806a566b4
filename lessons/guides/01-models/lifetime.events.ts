import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (String(data) === "quit") socket.close(1000);
    else socket.send(`still here: ${data}`);
  });
  socket.on("close", () => console.log("this connection is over"));
});
