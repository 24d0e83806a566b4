import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: reply to every message, text and binary alike, until the client closes.
  const message = await socket.recv();
  if (message?.type === "text") await socket.send(message.data);
}
