import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  const left = new AbortController();
  let alive = true;
  const beat = async () => {
    while (!left.signal.aborted) {
      await sleep(30_000, { signal: left.signal });
      if (!alive) return socket.close(4000, "no pong");
      alive = false;
      await socket.ping();
    }
  };
  const heartbeat = beat().catch(() => {});
  for await (const message of socket) {
    alive ||= message.type === "pong";
    if (message.type === "text") await socket.send(message.data);
  }
  left.abort();
  await heartbeat;
}
