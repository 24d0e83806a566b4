// Every call has a deadline too.
import { offload, type Socket, spawn } from "ws101";

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
  let work = new AbortController();
  for (let message = await socket.recv(); message !== null; message = await socket.recv()) {
    if (message.type !== "text") continue;
    const { data } = message;
    if (data === "cancel") {
      work.abort();
      work = new AbortController();
      await socket.send("cancelled");
      continue;
    }
    if (!data.startsWith("primes ")) {
      await socket.send(data);
      continue;
    }
    const cancelled = work.signal;
    spawn(async () => {
      const below = Number(data.slice(7));
      const signal = AbortSignal.any([cancelled, AbortSignal.timeout(2_000)]);
      try {
        await socket.send(`${await countPrimes(below, { signal })} primes below ${below}`);
      } catch {
        if (!cancelled.aborted) await socket.send(`too much: ${below}`);
      }
    });
  }
}
