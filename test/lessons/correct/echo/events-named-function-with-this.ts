import WebSocket, { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

function echo(this: WebSocket, data: Buffer, isBinary: boolean) {
  if (this.readyState === WebSocket.OPEN) this.send(data, { binary: isBinary });
}

wss.on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", echo);
});
