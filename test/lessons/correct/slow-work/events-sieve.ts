// A faster algorithm, with its own limit.
import { WebSocketServer } from "ws";
import { offload } from "ws101";

const sieve = offload((below: number) => {
  const composite = new Uint8Array(Math.min(below, 4_000_000));
  if (below > composite.length) throw new RangeError("too far");
  let count = 0;
  for (let n = 2; n < below; n++) {
    if (composite[n] === 1) continue;
    count++;
    for (let multiple = n * n; multiple < below; multiple += n) composite[multiple] = 1;
  }
  return count;
});

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  let work = new AbortController();
  socket.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return;
    if (data === "cancel") {
      work.abort();
      work = new AbortController();
      socket.send("cancelled");
    } else if (data.startsWith("primes ")) void answer(Number(data.slice(7)), work.signal);
    else socket.send(data);
  });
  const answer = async (below: number, signal: AbortSignal) => {
    try {
      socket.send(`${await sieve(below, { signal })} primes below ${below}`);
    } catch {
      if (!signal.aborted) socket.send(`too much: ${below}`);
    }
  };
});
