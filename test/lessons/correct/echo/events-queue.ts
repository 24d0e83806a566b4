import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const queue: [Buffer, boolean][] = [];
  socket.on("message", (data, isBinary) => {
    queue.push([data, isBinary]);
    if (queue.length === 1) queueMicrotask(drain);
  });
  function drain() {
    for (const [data, isBinary] of queue.splice(0)) socket.send(data, { binary: isBinary });
  }
});
