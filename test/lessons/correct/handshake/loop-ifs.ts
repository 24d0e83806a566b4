import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  if (request.protocols.includes("chat.v2")) return { protocol: "chat.v2" };
  if (request.protocols.includes("chat.v1")) return { protocol: "chat.v1" };
}

export default async function handle(socket: Socket) {
  await socket.send(`protocol: ${socket.protocol || "none"}`);
  await socket.closed;
}
