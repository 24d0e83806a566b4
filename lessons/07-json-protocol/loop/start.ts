import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    // TODO: trust nothing that arrives; handle ping and bye too, and reply to anything else with an error.
    const request = JSON.parse(message.data);
    if (request.type === "chat") await socket.send(JSON.stringify({ type: "echo", text: request.text }));
  }
}
