import { type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  const counter = spawn(async (signal) => {
    for (const tick of [1, 2, 3, 4, 5]) {
      await sleep(1000, { signal });
      await socket.send(`tick ${tick}`);
    }
    await socket.close(1000, "done");
  });
  try {
    for await (const message of socket) {
      if (message.type !== "text" && message.type !== "binary") continue;
      if (message.data === "slow") await sleep(2000);
      if (counter.done) break;
      await socket.send(message.data);
    }
  } finally {
    counter.abort();
  }
}
