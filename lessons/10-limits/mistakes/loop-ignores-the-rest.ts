// style: loop
// check: closes-with-1008-at-the-eleventh-message-in-a-second
// hint: At the eleventh
// Drops the excess messages, and keeps the connection open.
import type { Socket, UpgradeRequest } from "ws101";

const maxMessageBytes = 16 * 1024;
const messagesPerSecond = 10;

export function upgrade(request: UpgradeRequest) {
  const { origin, host } = request.headers;
  const isOwn = origin === `https://${host}` || origin === `http://${host}`;
  if (origin !== undefined && !isOwn) return { status: 403 };
  return { maxMessageBytes };
}

export default async function handle(socket: Socket) {
  let secondBeganMs = performance.now();
  let count = 0;
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const nowMs = performance.now();
    if (nowMs - secondBeganMs >= 1000) {
      secondBeganMs = nowMs;
      count = 0;
    }
    count += 1;
    if (count > messagesPerSecond) continue;
    await socket.send(message.data);
  }
}
