import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: answer every message, text and binary alike, until the client leaves.
  const message = await socket.recv();
  if (message?.type === "text") await socket.send(message.data);
}
