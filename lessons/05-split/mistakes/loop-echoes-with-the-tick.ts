// style: loop
// check: echoes-immediately-without-waiting-for-a-tick
// hint: as soon as
// Collects texts and sends them together with the next tick.
import { type Receiver, type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const texts: string[] = [];
  const reader = spawn(() => collect(receiver, texts));
  for (let tick = 1; tick <= 5 && !reader.done; tick++) {
    await sleep(1000, { signal: reader.signal });
    await sender.send(`tick ${tick}`);
    for (const text of texts.splice(0)) await sender.send(text);
  }
  await sender.close(1000, "done");
}

async function collect(receiver: Receiver, texts: string[]) {
  for await (const message of receiver) {
    if (message.type === "text") texts.push(message.data);
  }
}
