// Keeps the times of the messages of the last second.
import type { Socket, UpgradeRequest } from "ws101";

export const upgrade = (request: UpgradeRequest) => {
  const { origin, host } = request.headers;
  if (origin === undefined) return { maxMessageBytes: 16 * 1024 };
  if (origin !== `http://${host}` && origin !== `https://${host}`) return { status: 403 };
  return { maxMessageBytes: 16 * 1024 };
};

export default async function handle(socket: Socket) {
  const times: number[] = [];
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const nowMs = performance.now();
    while (times[0] !== undefined && nowMs - times[0] >= 1000) times.shift();
    times.push(nowMs);
    if (times.length > 10) return await socket.close(1008, "more than 10 messages in a second");
    await socket.send(message.data);
  }
}
