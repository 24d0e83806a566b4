import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    // TODO: count bytes, report pings and pongs, close with 1003 on binary, and close with the code that a text asks for.
    if (message.type === "text") await socket.send("text of length ?");
  }
}
