// One controller for each count.
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
  const running = new Set<AbortController>();
  const stop = () => {
    running.forEach((each) => {
      each.abort();
    });
    running.clear();
  };
  socket.on("close", stop);
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      stop();
      socket.send("cancelled");
    } else if (text.startsWith("primes ")) {
      const own = new AbortController();
      running.add(own);
      void countPrimes(Number(text.slice(7)), { signal: own.signal })
        .then((count) => `${count} primes below ${text.slice(7)}`)
        .catch(() => `too much: ${text.slice(7)}`)
        .then((reply) => {
          running.delete(own);
          if (!own.signal.aborted) socket.send(reply);
        });
    } else socket.send(text);
  });
});
