import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const timers = new Set<Timeout>();
  let alive = true;

  timers.add(
    setInterval(() => {
      if (alive) {
        alive = false;
        socket.ping();
      } else if (socket.readyState === socket.OPEN) {
        socket.close(1001, "no pong");
        timers.add(setTimeout(() => socket.terminate(), 2000));
      }
    }, 30_000),
  );

  socket.on("pong", () => {
    alive = true;
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
  socket.on("close", () => {
    for (const timer of timers) clearTimeout(timer);
  });
});
