// style: loop
// check: counts-the-primes-below-a-number
// hint: was answered
// Treats a binary message as text.
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

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  let work = new AbortController();

  for await (const message of receiver) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const text = String(message.data);
    if (text === "cancel") {
      work.abort();
      work = new AbortController();
      await sender.send("cancelled");
    } else if (text.startsWith("primes ")) {
      const { signal } = work;
      spawn(() => answer(sender, Number(text.slice(7)), signal));
    } else {
      await sender.send(text);
    }
  }
  work.abort();
}

async function answer(sender: Sender, below: number, signal: AbortSignal) {
  try {
    await sender.send(`${await countPrimes(below, { signal })} primes below ${below}`);
  } catch (error) {
    if (error instanceof OffloadFailed) await sender.send(`too much: ${below}`);
    else if (!signal.aborted) throw error;
  }
}
