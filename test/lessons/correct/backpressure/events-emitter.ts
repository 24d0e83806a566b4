// Prices go through an EventEmitter.
import { EventEmitter } from "node:events";
import { WebSocketServer } from "ws";

const market = new EventEmitter();
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const waiting: string[] = [];
  let free = true;
  const next = () => {
    free = waiting.length === 0;
    if (!free) socket.send(waiting.shift() ?? "", next);
  };
  const onPrice = (price: string) => {
    waiting.push(price);
    waiting.splice(0, waiting.length - 32);
    if (free) next();
  };
  market.on("price", onPrice);
  socket.once("close", () => market.off("price", onPrice as (...args: unknown[]) => void));

  socket.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return;
    if (data.startsWith("price ")) market.emit("price", data);
    else {
      socket.send(`ok: ${data}`, () => socket.resume());
      if (socket.bufferedAmount >= 128 * 1024) socket.pause();
    }
  });
});
