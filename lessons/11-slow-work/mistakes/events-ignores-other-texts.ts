// style: events
// check: counts-the-primes-below-a-number
// hint: echo other texts
// Answers only requests with a number.
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

wss.on("connection", (socket) => {
  let work = new AbortController();

  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      work.abort();
      work = new AbortController();
      socket.send("cancelled");
    } else if (text.startsWith("primes ")) {
      void answer(socket, Number(text.slice(7)), work.signal);
    }
  });

  socket.on("close", () => work.abort());
});

async function answer(socket: WebSocket, below: number, signal: AbortSignal) {
  try {
    socket.send(`${await countPrimes(below, { signal })} primes below ${below}`);
  } catch (error) {
    if (error instanceof OffloadFailed) socket.send(`too much: ${below}`);
    else if (!signal.aborted) throw error;
  }
}
