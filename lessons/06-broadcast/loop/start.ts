import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: send everything to every client: messages, joins and departures.
  await socket.send("* a user joined");
  for await (const message of socket) {
    if (message.type === "text") await socket.send(`user: ${message.data}`);
  }
}
