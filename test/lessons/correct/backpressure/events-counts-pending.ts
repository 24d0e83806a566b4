// Counts confirmations that are not sent yet.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const listeners: ((price: string) => void)[] = [];

wss.on("connection", (socket) => {
  let pending = 0;
  let inFlight = false;
  const ring: string[] = [];

  function flush() {
    if (inFlight || ring.length === 0) return;
    inFlight = true;
    socket.send(ring.splice(0, 1).join(""), () => {
      inFlight = false;
      flush();
    });
  }

  function onPrice(price: string) {
    while (ring.length >= 32) ring.shift();
    ring.push(price);
    flush();
  }
  listeners.push(onPrice);

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.slice(0, 6) === "price ") for (const listener of listeners) listener(text);
    else {
      pending++;
      if (pending >= 32) socket.pause();
      socket.send(`ok: ${text}`, () => {
        pending--;
        if (pending < 8) socket.resume();
      });
    }
  });

  socket.on("close", () => listeners.splice(listeners.indexOf(onPrice), 1));
});
