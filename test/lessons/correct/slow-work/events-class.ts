// A class for each client.
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

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  const counter = new Counter(socket);
  socket.on("message", (data, isBinary) => {
    if (!isBinary) counter.receive(data.toString());
  });
  socket.on("close", () => counter.cancel());
});

class Counter {
  readonly #socket: WebSocket;
  #work = new AbortController();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  receive(text: string) {
    switch (text.split(" ")[0]) {
      case "cancel":
        this.cancel();
        this.#socket.send("cancelled");
        break;
      case "primes":
        this.#count(Number(text.split(" ")[1]), this.#work.signal).catch(console.error);
        break;
      default:
        this.#socket.send(text);
    }
  }

  cancel() {
    this.#work.abort();
    this.#work = new AbortController();
  }

  async #count(below: number, signal: AbortSignal) {
    const result = await countPrimes(below, { signal }).catch((error: unknown) => error);
    if (typeof result === "number") this.#socket.send(`${result} primes below ${below}`);
    else if (result instanceof OffloadFailed) this.#socket.send(`too much: ${below}`);
  }
}
