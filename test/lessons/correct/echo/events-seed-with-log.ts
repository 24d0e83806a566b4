import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
console.log("listening on ws://127.0.0.1:3000");

wss.on("connection", (socket: WebSocket, request) => {
  console.log(`client connected from ${request.socket.remoteAddress}`);
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    const text = data.toString();
    console.log(`received: ${text}`);
    socket.send(isBinary ? data : text);
  });
  socket.on("close", () => console.log("client disconnected"));
  socket.on("error", (error) => console.error("socket error:", error));
});
