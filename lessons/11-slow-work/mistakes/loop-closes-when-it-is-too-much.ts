// style: loop
// check: replies-too-much-when-the-work-was-stopped
// hint: keep the connection open
// Closes the connection.
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
    if (message.type !== "text") continue;
    if (message.data === "cancel") {
      work.abort();
      work = new AbortController();
      await sender.send("cancelled");
    } else if (message.data.startsWith("primes ")) {
      const { signal } = work;
      spawn(() => answer(sender, Number(message.data.slice(7)), signal));
    } else {
      await sender.send(message.data);
    }
  }
  work.abort();
}

async function answer(sender: Sender, below: number, signal: AbortSignal) {
  try {
    await sender.send(`${await countPrimes(below, { signal })} primes below ${below}`);
  } catch (error) {
    if (error instanceof OffloadFailed) await sender.close(1008, "too much");
    else if (!signal.aborted) throw error;
  }
}
