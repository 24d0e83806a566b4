// style: loop
// check: replies-to-every-text
// hint: every text
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  const message = await socket.recv();
  if (message?.type === "text") await socket.send(message.data.toUpperCase());
  await socket.recv();
}
