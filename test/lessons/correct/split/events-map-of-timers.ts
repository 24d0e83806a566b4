import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const counters = new Map<WebSocket, { tick: number; timer: Timeout }>();

wss.on("connection", (socket) => {
  counters.set(socket, { tick: 0, timer: setInterval(() => count(socket), 1000) });
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else echo(socket, data.toString());
  });
  socket.on("close", () => {
    clearInterval(counters.get(socket)?.timer);
    counters.delete(socket);
  });
});

function count(socket: WebSocket) {
  const counter = counters.get(socket);
  if (counter === undefined) return;
  counter.tick += 1;
  socket.send(`tick ${counter.tick}`);
  if (counter.tick === 5) socket.close(1000, "done");
}

function echo(socket: WebSocket, text: string) {
  setTimeout(() => socket.send(text), text === "slow" ? 2000 : 0);
}
