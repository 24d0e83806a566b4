// style: events
// check: counts-for-longer-than-the-loop-may-be-blocked
// hint: still runs on the loop
// Counts large numbers on the loop, one turn later.
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

async function countLater(below: number) {
  await new Promise((done) => setTimeout(done, 10));
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return count;
}

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
    } else {
      socket.send(text);
    }
  });

  socket.on("close", () => work.abort());
});

async function answer(socket: WebSocket, below: number, signal: AbortSignal) {
  try {
    socket.send(
      `${below > 9_000 ? await countLater(below) : await countPrimes(below, { signal })} primes below ${below}`,
    );
  } catch (error) {
    if (error instanceof OffloadFailed) socket.send(`too much: ${below}`);
    else if (!signal.aborted) throw error;
  }
}
