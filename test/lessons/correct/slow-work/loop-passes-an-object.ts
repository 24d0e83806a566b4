// The value is an object, and so is the result.
import { OffloadFailed, offload, type Socket, spawn } from "ws101";

const job = offload(({ below }: { below: number }) => {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return { count, below };
});

export default async function handle(socket: Socket) {
  const work = new Set<AbortController>();
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (message.data === "cancel") {
      for (const each of work) each.abort();
      work.clear();
      await socket.send("cancelled");
    } else if (message.data.startsWith("primes ")) spawn(() => run(socket, Number(message.data.slice(7)), work));
    else await socket.send(message.data);
  }
  for (const each of work) each.abort();
}

async function run(socket: Socket, below: number, work: Set<AbortController>) {
  const own = new AbortController();
  work.add(own);
  try {
    const result = await job({ below }, { signal: own.signal });
    await socket.send(`${result.count} primes below ${result.below}`);
  } catch (error) {
    if (error instanceof OffloadFailed && error.reason === "cpu") await socket.send(`too much: ${below}`);
  } finally {
    work.delete(own);
  }
}
