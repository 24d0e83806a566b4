// A function that returns a function that counts.
import type { Socket, UpgradeRequest } from "ws101";

export function upgrade({ headers: { origin, host } }: UpgradeRequest) {
  const isOwn = ["https", "http"].some((scheme) => origin === `${scheme}://${host}`);
  return isOwn || origin === undefined ? { maxMessageBytes: 16 * 1024 } : { status: 403 };
}

function limiter(limit: number, periodMs: number) {
  let endMs = -Infinity;
  let count = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs >= endMs) {
      endMs = nowMs + periodMs;
      count = 0;
    }
    count++;
    return count <= limit;
  };
}

export default async function handle(socket: Socket) {
  const isAllowed = limiter(10, 1_000);
  for await (const message of socket) {
    const { type } = message;
    if (type !== "text" && type !== "binary") continue;
    if (!isAllowed()) {
      await socket.send({ type: "close", code: 1008, reason: "limit" });
      break;
    }
    await socket.send(message.data);
  }
}
