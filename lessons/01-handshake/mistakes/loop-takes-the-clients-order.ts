// style: loop
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: your own list
// Selects the first name that both know, in the client's order.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: request.protocols.find((name) => spoken.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
