// Compares the host of the parsed origin.
import type { Socket, UpgradeRequest } from "ws101";

const limits = { messages: 10, periodMs: 1_000, maxMessageBytes: 16 << 10 };

export function upgrade({ headers }: UpgradeRequest) {
  return isAllowed(headers.origin, headers.host) ? { maxMessageBytes: limits.maxMessageBytes } : { status: 403 };
}

function isAllowed(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  try {
    const url = new URL(origin);
    return url.host === host && ["http:", "https:"].includes(url.protocol);
  } catch {
    return false;
  }
}

export default async function handle(socket: Socket) {
  let period = { beganMs: performance.now(), count: 0 };
  for await (const message of socket) {
    if (message.type === "ping" || message.type === "pong" || message.type === "close") continue;
    if (performance.now() - period.beganMs >= limits.periodMs) period = { beganMs: performance.now(), count: 0 };
    period.count++;
    if (period.count > limits.messages) {
      await socket.close(1008, "too many messages");
      return;
    }
    await socket.send(message.data);
  }
}
