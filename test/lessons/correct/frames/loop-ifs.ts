import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "binary") {
      await socket.close(1003, "text only");
      return;
    }
    if (message.type === "ping" || message.type === "pong") {
      await socket.send(`${message.type} of length ${message.data.byteLength}`);
    } else if (message.type === "text") {
      const match = message.data.match(/^close (\d+)$/);
      if (!match) {
        await socket.send(`text of length ${new TextEncoder().encode(message.data).length}`);
        continue;
      }
      const code = Number.parseInt(match[1] ?? "", 10);
      try {
        await socket.close(code);
      } catch {
        await socket.send(`cannot send ${code}`);
      }
    }
  }
}
