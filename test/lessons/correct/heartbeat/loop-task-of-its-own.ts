import { type Socket, sleep, spawn } from "ws101";

export default async function handle(socket: Socket) {
  let alive = true;
  const heartbeat = spawn(async (signal) => {
    while (true) {
      await sleep(30_000, { signal });
      if (!alive) return socket.close();
      alive = false;
      await socket.ping();
    }
  });
  try {
    for await (const message of socket) {
      if (message.type === "pong") alive = true;
      else if (message.type === "text") await socket.send(message.data);
    }
  } finally {
    heartbeat.abort();
  }
}
