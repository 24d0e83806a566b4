// style: loop
// check: chooses-chat-v1-if-chat-v2-is-not-offered
// hint: does not speak
// Selects the first name if chat.v2 is missing.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: request.protocols.includes("chat.v2") ? "chat.v2" : request.protocols[0] };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
