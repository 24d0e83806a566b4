// A faster algorithm, with its own limit.
import { offload, type Socket, spawn } from "ws101";

const sieve = offload(async (below: number) => {
  const composite = new Uint8Array(Math.min(below, 4_000_000));
  if (below > composite.length) throw new RangeError("too far");
  let count = 0;
  for (let n = 2; n < below; n++) {
    if (composite[n] === 1) continue;
    count++;
    for (let multiple = n * n; multiple < below; multiple += n) composite[multiple] = 1;
  }
  return count;
});

export default async function handle(socket: Socket) {
  let work = new AbortController();
  const answer = async (below: number, signal: AbortSignal) => {
    try {
      const count = await sieve(below, { signal });
      await socket.send(`${count} primes below ${below}`);
    } catch (error) {
      if (signal.aborted) return;
      console.log(String(error));
      await socket.send(`too much: ${below}`);
    }
  };
  for await (const message of socket) {
    if (message.type !== "text") continue;
    if (message.data === "cancel") {
      work.abort("cancelled");
      work = new AbortController();
      await socket.send("cancelled");
    } else if (message.data.startsWith("primes ")) {
      const below = Number(message.data.slice(7));
      const { signal } = work;
      spawn(() => answer(below, signal));
    } else await socket.send(message.data);
  }
}
