import type { Handler, Upgrade } from "ws101";

export const upgrade: Upgrade = ({ query, protocols }) => {
  const offered = new Set(protocols);
  const protocol = offered.has("chat.v2") ? "chat.v2" : offered.has("chat.v1") ? "chat.v1" : undefined;
  return query.get("token") === "sesame" ? { protocol } : { status: 401 };
};

const handle: Handler = async (socket) => {
  const { sender, receiver } = socket.split();
  await sender.send(`protocol: ${socket.protocol || "none"}`);
  await receiver.closed;
};
export default handle;
