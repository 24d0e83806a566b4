import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text.startsWith("primes ")) {
      const below = Number(text.slice(7));
      // TODO: count in another thread, and keep answering other messages.
      socket.send(`${countPrimes(below)} primes below ${below}`);
    } else {
      socket.send(text);
    }
  });
});

function countPrimes(below: number) {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return count;
}
