// Counts by the number of the second.
import type { Socket, UpgradeRequest } from "ws101";

export function upgrade({ headers }: UpgradeRequest) {
  if (headers.origin?.replace(/^https?:\/\//, "") === headers.host) return { maxMessageBytes: 16_384 };
  return headers.origin === undefined ? { maxMessageBytes: 16_384 } : { status: 403 };
}

export default async function handle(socket: Socket) {
  const openedMs = performance.now();
  let [second, count] = [0, 0];
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const present = Math.floor((performance.now() - openedMs) / 1000);
    if (present > second) [second, count] = [present, 0];
    count += 1;
    if (count > 10) return socket.close(1008, "too fast");
    await socket.send(message.data);
  }
}
