import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const since = new Map<WebSocket, number>();

wss.on("connection", (socket) => {
  since.set(socket, 0);
  const timer = setInterval(() => tick(socket), 100);
  socket.on("close", () => clearInterval(timer));
  socket.on("message", async (data, isBinary) => {
    if (data.toString() === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data, { binary: isBinary });
  });
});

function tick(socket: WebSocket) {
  const tenths = (since.get(socket) ?? 0) + 1;
  since.set(socket, tenths);
  if (tenths % 10 === 0) socket.send(`tick ${tenths / 10}`);
  if (tenths === 50) socket.close(1000, "done");
}
