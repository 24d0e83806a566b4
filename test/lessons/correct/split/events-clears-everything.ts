import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  let tick = 0;
  const slow = new Set<Timeout>();
  const counter = setInterval(() => {
    socket.send(`tick ${++tick}`);
    if (tick < 5) return;
    stop();
    socket.close(1000, "done");
  }, 1000);
  const stop = () => {
    clearInterval(counter);
    for (const timer of slow) clearTimeout(timer);
  };

  socket.on("message", (data, isBinary) => {
    if (isBinary || data.toString() !== "slow") return socket.send(data, { binary: isBinary });
    const timer = setTimeout(() => {
      slow.delete(timer);
      socket.send("slow");
    }, 2000);
    slow.add(timer);
  });
  socket.on("close", stop);
  socket.on("error", stop);
});
