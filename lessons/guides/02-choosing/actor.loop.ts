import { channel, type Socket, spawn } from "ws101";

interface Add {
  readonly amount: number;
  readonly reply: (total: number) => void;
}

const inbox = channel<Add>(16);

/** The actor: nothing else can touch the total. */
spawn(async () => {
  let total = 0;
  for await (const { amount, reply } of inbox.receiver) {
    total += amount;
    reply(total);
  }
});

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const { promise, resolve } = Promise.withResolvers<number>();
    await inbox.sender.send({ amount: Number(message.data), reply: resolve });
    await socket.send(`the total is ${await promise}`);
  }
}
