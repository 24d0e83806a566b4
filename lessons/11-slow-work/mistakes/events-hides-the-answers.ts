// style: events
// check: cancels-the-work-of-the-client-that-asks-for-it
// hint: still computed
// Does not answer what was cancelled, but lets it run.
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
    } else {
      socket.send(text);
    }
  });

  socket.on("close", () => work.abort());
});

async function answer(socket: WebSocket, below: number, signal: AbortSignal) {
  try {
    const count = await countPrimes(below);
    if (!signal.aborted) socket.send(`${count} primes below ${below}`);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof OffloadFailed)) throw error;
    socket.send(`too much: ${below}`);
  }
}
