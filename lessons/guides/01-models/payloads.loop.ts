import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      const size = `${Buffer.byteLength(message.data)} bytes`;
      await socket.send(`text, ${size}: ${message.data}`);
    } else if (message.type === "binary") {
      await socket.send(`binary, ${message.data.length} bytes`);
    }
  }
}
