// Each cancel starts a new generation; old results are not sent.
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
  let generation = 0;
  const { sender, receiver } = socket.split();
  for await (const message of receiver) {
    if (message.type !== "text") continue;
    if (message.data === "cancel") {
      generation++;
      await sender.send("cancelled");
    } else if (message.data.startsWith("primes ")) {
      const mine = generation;
      const below = parseInt(message.data.slice("primes ".length), 10);
      spawn(async () => {
        let text: string;
        try {
          text = `${await countPrimes(below)} primes below ${below}`;
        } catch {
          text = `too much: ${below}`;
        }
        if (mine === generation) await sender.send(text);
      });
    } else await sender.send(message.data);
  }
}
