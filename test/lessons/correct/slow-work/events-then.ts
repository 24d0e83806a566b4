// Uses promises with then.
import { WebSocketServer } from "ws";
import { OffloadFailed, offload } from "ws101";

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
  let work = new AbortController();
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const [word, number] = data.toString().split(" ");
    if (word === "cancel") {
      work.abort();
      work = new AbortController();
      socket.send("cancelled");
    } else if (word !== "primes") socket.send(data.toString());
    else {
      countPrimes(Number(number), { signal: work.signal }).then(
        (count) => socket.send(`${count} primes below ${number}`),
        (error) => {
          if (error instanceof OffloadFailed) socket.send(`too much: ${number}`);
        },
      );
    }
  });
  socket.on("close", () => work.abort());
});
