import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const ticks = ["tick 1", "tick 2", "tick 3", "tick 4", "tick 5"];
  const counter = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    const tick = ticks.shift();
    if (tick !== undefined) socket.send(tick);
    if (ticks.length === 0) socket.close(1000, "done");
  }, 1000);

  socket.onmessage = async ({ data }) => {
    if (Array.isArray(data)) return;
    if (data === "slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.send(data);
  };
  socket.onclose = () => clearInterval(counter);
});
