// Asks for each message, and looks the origin up in a set.
import type { Socket, UpgradeRequest } from "ws101";

export function upgrade({ headers: { origin, host } }: UpgradeRequest) {
  const allowed = new Set([undefined, `http://${host}`, `https://${host}`]);
  return allowed.has(origin) ? { maxMessageBytes: 16_384 } : { status: 403, reason: "Forbidden" };
}

export default async function handle(socket: Socket) {
  let endsAtMs = performance.now() + 1000;
  let left = 10;
  while (true) {
    const message = await socket.recv();
    if (message === null) return;
    if (message.type === "text" || message.type === "binary") {
      if (performance.now() >= endsAtMs) {
        endsAtMs = performance.now() + 1000;
        left = 10;
      }
      if (left === 0) break;
      left -= 1;
      await socket.send(message);
    }
  }
  await socket.close(1008, "slow down");
}
