import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 8080 });

wss.on("connection", (socket) => {
  socket.on("error", console.error);

  socket.on("message", (data) => {
    const numbers = numbersIn(data);
    const sum = numbers.reduce((total, each) => total + each, 0);
    socket.send(`${numbers.length} numbers, in all ${sum}`);
  });

  socket.send(Float32Array.from({ length: 5 }, (_, index) => index / 2));
});

/** Four bytes each, the lowest first; leftover bytes are ignored. */
function numbersIn(data: Buffer): number[] {
  return Array.from({ length: Math.floor(data.length / 4) }, (_, index) => data.readFloatLE(index * 4));
}
