// A token bucket: ten tokens a second, ten at most.
import type { Socket, UpgradeRequest } from "ws101";

class Bucket {
  #tokens = 10;
  #filledAtMs = performance.now();

  take(): boolean {
    const nowMs = performance.now();
    this.#tokens = Math.min(10, this.#tokens + ((nowMs - this.#filledAtMs) * 10) / 1000);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

export function upgrade({ headers }: UpgradeRequest) {
  const own = [`http://${headers.host}`, `https://${headers.host}`];
  if (headers.origin && !own.includes(headers.origin)) return { status: 403 };
  return { maxMessageBytes: 0x4000 };
}

export default async function handle(socket: Socket) {
  const bucket = new Bucket();
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    if (!bucket.take()) return socket.close(1008, "rate limit");
    await socket.send(message.data);
  }
}
