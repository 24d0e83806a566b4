// Remembers when each of the last ten messages arrived.
import type { Socket, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest) {
  const { origin, host } = request.headers;
  const isForeign = origin !== undefined && origin !== `https://${host}` && origin !== `http://${host}`;
  if (isForeign) return { status: 403, headers: { "Content-Type": "text/plain" } };
  return { maxMessageBytes: 16 * 1024 };
}

export default async function handle(socket: Socket) {
  const ring = new Float64Array(10).fill(-Infinity);
  for (let n = 0, message = await socket.recv(); message !== null; message = await socket.recv()) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const nowMs = performance.now();
    if (nowMs - (ring[n % 10] ?? 0) < 1_000) return socket.close(1008, "ten messages a second, please");
    ring[n % 10] = nowMs;
    n += 1;
    await socket.send(message.data);
  }
}
