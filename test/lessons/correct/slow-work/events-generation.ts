// Each cancel starts a new generation; old results are not sent.
import { WebSocketServer } from "ws";
import { offload } from "ws101";

const countPrimes = offload((below: number) => {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return count;
});

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  let generation = 0;
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      generation += 1;
      socket.send("cancelled");
      return;
    }
    if (!text.startsWith("primes ")) {
      socket.send(text);
      return;
    }
    const mine = generation;
    const below = Number(text.slice(7));
    const reply = (answer: string) => {
      if (mine === generation) socket.send(answer);
    };
    countPrimes(below).then(
      (count) => reply(`${count} primes below ${below}`),
      () => reply(`too much: ${below}`),
    );
  });
});
