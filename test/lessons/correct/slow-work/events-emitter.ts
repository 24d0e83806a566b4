// An event stops the counts.
import { EventEmitter } from "node:events";
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
  const events = new EventEmitter();
  socket.on("close", () => events.emit("cancel"));
  events.setMaxListeners(0);

  async function count(below: number) {
    const work = new AbortController();
    const stop = () => work.abort();
    events.once("cancel", stop);
    try {
      const primes = await countPrimes(below, { signal: work.signal });
      socket.send(`${primes} primes below ${below}`);
    } catch (error) {
      if (error instanceof OffloadFailed && error.reason === "cpu") socket.send(`too much: ${below}`);
    } finally {
      events.off("cancel", stop);
    }
  }

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString("utf8");
    if (text === "cancel") {
      events.emit("cancel");
      socket.send("cancelled");
    } else if (/^primes \d+$/.test(text)) void count(Number(text.split(" ")[1]));
    else socket.send(text);
  });
});
