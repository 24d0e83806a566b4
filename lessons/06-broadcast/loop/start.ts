import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  // TODO: let every client hear what is said here, and who joins and leaves.
  await socket.send("* a user joined");
  for await (const message of socket) {
    if (message.type === "text") await socket.send(`user: ${message.data}`);
  }
}
