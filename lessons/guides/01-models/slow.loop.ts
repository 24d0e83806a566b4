import { channel, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const jobs = channel<string>(2);
  // One job takes a second.
  const worker = spawn(async (signal) => {
    for await (const job of jobs.receiver) {
      await sleep(1000, { signal });
      await socket.send(`done ${job}`);
    }
  });
  for await (const message of socket) {
    if (message.type !== "text") continue;
    await jobs.sender.send(message.data);
    await socket.send(`accepted ${message.data}`);
  }
  worker.abort();
}
