// style: loop
// check: replies-to-each-text-with-its-length-in-bytes
// hint: decimal digits
// Lets Number decide what a number is.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      const code = message.data.startsWith("close ") ? Number(message.data.slice(6)) : Number.NaN;
      if (Number.isNaN(code)) await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
      else if (maySend(code)) await socket.close(code);
      else await socket.send(`cannot send ${code}`);
    } else if (message.type === "ping" || message.type === "pong") {
      await socket.send(`${message.type} of length ${message.data.length}`);
    } else if (message.type === "binary") {
      await socket.close(1003, "text only");
    }
  }
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
