// style: loop
// run: connect a; a send 100
// shows: a receives 25 primes

import { offload, type Socket } from "ws101";

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
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await socket.send(`${await countPrimes(Number(message.data))} primes`);
  }
}
