// An async listener.
import { WebSocketServer } from "ws";
import { OffloadFailed, offload } from "ws101";

const countPrimes = offload(
  (below: number) => {
    let count = 0;
    for (let n = 2; n < below; n++) {
      let isPrime = true;
      for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
      if (isPrime) count++;
    }
    return count;
  },
  { size: 3 },
);

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  let work = new AbortController();
  socket.on("message", async (data, isBinary) => {
    if (isBinary) return;
    const text = String(data);
    const { signal } = work;
    if (text === "cancel") {
      work.abort();
      work = new AbortController();
      return socket.send("cancelled");
    }
    const below = /^primes (\d+)$/.exec(text)?.[1];
    if (below === undefined) return socket.send(text);
    try {
      const count = await countPrimes(Number(below), { signal });
      socket.send(`${count} primes below ${below}`);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof OffloadFailed)) throw error;
      socket.send(`too much: ${below}`);
    }
  });
});
