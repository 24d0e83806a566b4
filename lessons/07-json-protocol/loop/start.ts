import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    // TODO: parse the JSON without trusting it; handle chat, ping and bye, and reply to anything else with an error.
    const { text } = JSON.parse(message.data);
    await socket.send(JSON.stringify({ type: "echo", text }));
  }
}
