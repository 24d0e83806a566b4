// Uses promises with then, and no split.
import { OffloadFailed, offload, type Socket } from "ws101";

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
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const [word, number] = message.data.split(" ");
    if (word === "cancel") {
      work.abort();
      work = new AbortController();
      await socket.send("cancelled");
    } else if (word !== "primes") await socket.send(message.data);
    else {
      const { signal } = work;
      void countPrimes(Number(number), { signal }).then(
        (count) => socket.send(`${count} primes below ${number}`),
        (error) => (error instanceof OffloadFailed ? socket.send(`too much: ${number}`) : undefined),
      );
    }
  }
  work.abort();
}
