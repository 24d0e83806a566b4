// style: loop
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: does not speak
// Selects the last name in alphabetical order.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: [...request.protocols].sort().at(-1) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
