// style: loop
// check: echoes-at-once-before-the-next-tick
// hint: until the next tick
// Collects what comes in, and sends it when it sends a tick.
import { type Receiver, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const heard: string[] = [];
  const reader = spawn(() => collect(receiver, heard));
  for (let tick = 1; tick <= 5 && !reader.done; tick++) {
    await sleep(1000, { signal: reader.signal });
    await sender.send(`tick ${tick}`);
    for (const text of heard.splice(0)) await sender.send(text);
  }
  await sender.close(1000, "done");
}

async function collect(receiver: Receiver, heard: string[]) {
  for await (const message of receiver) {
    if (message.type === "text") heard.push(message.data);
  }
}
