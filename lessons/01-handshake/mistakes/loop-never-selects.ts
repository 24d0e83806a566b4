// style: loop
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: selected no subprotocol
// Accepts every client without a subprotocol.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
