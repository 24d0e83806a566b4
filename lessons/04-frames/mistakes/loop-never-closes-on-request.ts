// style: loop
// check: closes-with-the-code-that-a-client-asks-for
// hint: asks for a close frame
// Measures every text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    switch (message.type) {
      case "text": {
        await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
        break;
      }
      case "ping":
      case "pong":
        await socket.send(`${message.type} of length ${message.data.length}`);
        break;
      case "binary":
        return socket.close(1003, "text only");
    }
  }
}
