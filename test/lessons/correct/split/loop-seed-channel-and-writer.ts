import { type BinaryMessage, channel, interval, type Socket, select, sleep, spawn, type TextMessage } from "ws101";

export default async function handle(socket: Socket) {
  const { sender, receiver } = socket.split();
  const queue = channel<TextMessage | BinaryMessage>(32);

  const reader = spawn(async (signal) => {
    for await (const message of receiver) {
      if (message.type !== "text" && message.type !== "binary") continue;
      if (message.data === "slow") await sleep(2000, { signal });
      await queue.sender.send(message, { signal });
    }
  });

  const writer = spawn(async (signal) => {
    const ticks = interval(1000);
    const echoes = queue.receiver;
    while (true) {
      const next = await select({ ticks, echoes }, { signal });
      if (next.from === "echoes") {
        if (next.value === null) return;
        await sender.send(next.value);
        continue;
      }
      await sender.send(`tick ${next.value}`);
      if (next.value === 5) return sender.close(1000, "done");
    }
  });

  const { from } = await select({ reader, writer });
  if (from === "reader") writer.abort();
  else reader.abort();
}
