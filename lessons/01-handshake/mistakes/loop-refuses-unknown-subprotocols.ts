// style: loop
// check: chooses-none-if-neither-is-offered
// hint: refused
// Refuses clients that offer only names it does not speak.
import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  const protocol = spoken.find((name) => request.protocols.includes(name));
  if (protocol === undefined && request.protocols.length > 0) return { status: 400 };
  return { protocol };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
