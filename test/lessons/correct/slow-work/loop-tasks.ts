// Aborts the tasks, which pass on their own signals.
import { offload, type Socket, spawn, type Task } from "ws101";

const countPrimes = offload(
  function count(below: number) {
    let count = 0;
    for (let n = 2; n < below; n++) {
      let isPrime = true;
      for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
      if (isPrime) count++;
    }
    return count;
  },
  { size: 4 },
);

export default async function handle(socket: Socket) {
  const tasks = new Set<Task<void>>();
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const number = /^primes (\d+)$/.exec(message.data)?.[1];
    if (number !== undefined) {
      const task = spawn(async (signal) => {
        const reply = await countPrimes(Number(number), { signal }).then(
          (count) => `${count} primes below ${number}`,
          () => `too much: ${number}`,
        );
        if (!signal.aborted) await socket.send(reply);
      });
      tasks.add(task);
      task.catch(() => {}).finally(() => tasks.delete(task));
    } else if (message.data === "cancel") {
      for (const task of tasks) task.abort();
      await socket.send("cancelled");
    } else await socket.send(message.data);
  }
  for (const task of tasks) task.abort();
}
