import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    for (const client of wss.clients) {
      if (client === socket || client.readyState !== WebSocket.OPEN) continue;
      client.send(String(data));
    }
  });
});
