// style: loop
// check: refuses-every-other-origin-with-403
// hint: Refuse every origin
// Never checks the origin.
import type { Socket, UpgradeRequest } from "ws101";

const maxMessageBytes = 16 * 1024;
const messagesPerSecond = 10;

export function upgrade(request: UpgradeRequest) {
  console.log(request.headers.origin);
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
    if (count > messagesPerSecond) return socket.close(1008, "at most 10 messages a second");
    await socket.send(message.data);
  }
}
