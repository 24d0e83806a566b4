// Every call has a deadline too.
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
  let work = new AbortController();
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      work.abort();
      work = new AbortController();
      socket.send("cancelled");
    } else if (text.startsWith("primes ")) {
      const cancelled = work.signal;
      const below = Number(text.slice(7));
      const signal = AbortSignal.any([cancelled, AbortSignal.timeout(2_000)]);
      countPrimes(below, { signal }).then(
        (count) => socket.send(`${count} primes below ${below}`),
        () => {
          if (!cancelled.aborted) socket.send(`too much: ${below}`);
        },
      );
    } else socket.send(text);
  });
});
