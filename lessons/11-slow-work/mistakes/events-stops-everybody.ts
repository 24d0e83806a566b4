// style: events
// check: cancels-the-work-of-the-client-that-asks-for-it
// hint: When one client left
// A client that leaves stops everyone's work.
import { type WebSocket, WebSocketServer } from "ws";
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

const wss = new WebSocketServer({ port: 3000 });

const all = new Set<AbortController>();

wss.on("connection", (socket) => {
  let work = new AbortController();
  all.add(work);

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      work.abort();
      work = new AbortController();
      all.add(work);
      socket.send("cancelled");
    } else if (text.startsWith("primes ")) {
      void answer(socket, Number(text.slice(7)), work.signal);
    } else {
      socket.send(text);
    }
  });

  socket.on("close", () => {
    for (const each of all) each.abort();
  });
});

async function answer(socket: WebSocket, below: number, signal: AbortSignal) {
  try {
    socket.send(`${await countPrimes(below, { signal })} primes below ${below}`);
  } catch (error) {
    if (error instanceof OffloadFailed) socket.send(`too much: ${below}`);
    else if (!signal.aborted) throw error;
  }
}
