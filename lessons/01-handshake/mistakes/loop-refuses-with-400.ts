// style: loop
// check: refuses-a-client-without-the-right-token-with-401
// hint: status of the refusal
// Refuses with a different status.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 400, reason: "token missing" };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
