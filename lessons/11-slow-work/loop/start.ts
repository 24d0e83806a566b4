import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (message.data.startsWith("primes ")) {
      const below = Number(message.data.slice(7));
      // TODO: count in another thread, and keep answering other messages.
      await socket.send(`${countPrimes(below)} primes below ${below}`);
    } else {
      await socket.send(message.data);
    }
  }
}

function countPrimes(below: number) {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
    if (isPrime) count++;
  }
  return count;
}
