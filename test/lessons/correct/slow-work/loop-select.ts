// Waits for messages and for results in one select.
import { channel, offload, type Socket, select } from "ws101";

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
  const results = channel<string>(64);
  let work = new AbortController();
  while (true) {
    const next = await select({ socket, results: results.receiver });
    if (next.value === null) break;
    if (typeof next.value === "string") {
      await socket.send(next.value);
      continue;
    }
    if (next.value.type !== "text") continue;
    const { data } = next.value;
    if (data === "cancel") {
      work.abort();
      work = new AbortController();
      await socket.send("cancelled");
    } else if (data.startsWith("primes ")) {
      const below = data.slice(7);
      const { signal } = work;
      countPrimes(Number(below), { signal })
        .then((count) => `${count} primes below ${below}`)
        .catch(() => `too much: ${below}`)
        .then((reply) => (signal.aborted ? false : results.sender.trySend(reply)))
        .catch(() => {});
    } else await socket.send(data);
  }
  work.abort();
}
