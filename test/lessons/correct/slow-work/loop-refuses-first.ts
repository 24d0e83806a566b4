// Refuses numbers that are far too large without trying.
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
    const below = message.data.startsWith("primes ") ? Number(message.data.slice(7)) : null;
    if (message.data === "cancel") {
      work.abort();
      work = new AbortController();
      await sender.send("cancelled");
    } else if (below === null) await sender.send(message.data);
    else if (below > 10_000_000) {
      const { signal } = work;
      spawn(() => tooMuch(sender, below, signal));
    } else {
      const { signal } = work;
      spawn(() => count(sender, below, signal));
    }
  }
  work.abort();
}

async function tooMuch(sender: Sender, below: number, signal: AbortSignal) {
  await null;
  await sleepTurn();
  if (!signal.aborted) await sender.send(`too much: ${below}`);
}

function sleepTurn() {
  return new Promise<void>((done) => setImmediate(done));
}

async function count(sender: Sender, below: number, signal: AbortSignal) {
  try {
    await sender.send(`${await countPrimes(below, { signal })} primes below ${below}`);
  } catch (error) {
    if (error instanceof OffloadFailed) await sender.send(`too much: ${below}`);
  }
}
