import type { Socket, UpgradeAnswer, UpgradeRequest } from "ws101";

const spoken = ["chat.v2", "chat.v1"];

export function upgrade(request: UpgradeRequest): UpgradeAnswer {
  if (request.query.get("token") !== "sesame") return { status: 401 };
  return { protocol: spoken.find((name) => request.protocols.includes(name)) };
}

export default async function handle(socket: Socket) {
  await socket.send({ type: "text", data: `protocol: ${socket.protocol || "none"}` });
  for await (const message of socket) console.log(message.type);
}
