// style: loop
// check: accepts-the-right-token-among-other-parameters
// hint: wherever it is
// Accepts no other parameter beside the token.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (!request.url.endsWith("?token=sesame")) return { status: 401 };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
