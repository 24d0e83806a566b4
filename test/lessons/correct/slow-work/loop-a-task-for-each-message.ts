// Each message has its own task.
import { OffloadFailed, offload, type Sender, type Socket, spawn } from "ws101";

const countPrimes = offload((below: number) => {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return count;
});

class Client {
  readonly #sender: Sender;
  #work = new AbortController();

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  async answer(text: string): Promise<void> {
    const [, number] = /^primes (\d+)$/.exec(text) ?? [];
    if (text === "cancel") {
      this.stop();
      this.#work = new AbortController();
      return this.#sender.send("cancelled");
    }
    if (number === undefined) return this.#sender.send(text);
    const { signal } = this.#work;
    const answer = await this.#count(Number(number), signal);
    if (!signal.aborted) await this.#sender.send(answer);
  }

  stop() {
    this.#work.abort();
  }

  async #count(below: number, signal: AbortSignal): Promise<string> {
    try {
      return `${await countPrimes(below, { signal })} primes below ${below}`;
    } catch (error) {
      if (!(error instanceof OffloadFailed)) return String(error);
      return `too much: ${below}`;
    }
  }
}

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const client = new Client(sender);
  for await (const message of receiver) {
    if (message.type === "text") spawn(() => client.answer(message.data));
  }
  client.stop();
}
