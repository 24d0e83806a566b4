// style: loop
// check: sends-binary-back-unchanged
// hint: with text
// Treats binary as text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text" && message.type !== "binary") continue;
    const text = typeof message.data === "string" ? message.data : new TextDecoder().decode(message.data);
    await socket.send([...text].reverse().join(""));
  }
}
