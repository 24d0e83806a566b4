// style: loop
// check: refuses-every-other-origin-with-403
// hint: Refuse every origin
// Checks the origin only once the socket is open.
import type { Socket, UpgradeRequest } from "ws101";

const maxMessageBytes = 16 * 1024;
const messagesPerSecond = 10;

export function upgrade(request: UpgradeRequest) {
  console.log(request.path);
  return { maxMessageBytes };
}

export default async function handle(socket: Socket) {
  const { origin, host } = socket.request.headers;
  const isOwn = origin === `https://${host}` || origin === `http://${host}`;
  if (origin !== undefined && !isOwn) return socket.close(1008, "origin");
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
    if (count > messagesPerSecond) return socket.close(1008, "at most 10 messages a second");
    await socket.send(message.data);
  }
}
