// style: loop
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: your own list
// Selects whichever name comes first.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: request.protocols[0] };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
