// style: loop
// check: replies-to-each-text-with-its-length-in-bytes
// hint: for a second time
// Sends each length twice.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      const reply = `text of length ${Buffer.byteLength(message.data)}`;
      await socket.send(reply);
      await socket.send(reply);
    } else if (message.type === "ping" || message.type === "pong") {
      await socket.send(`${message.type} of length ${message.data.length}`);
    } else if (message.type === "binary") {
      await socket.close(1003, "text only");
    }
  }
}
