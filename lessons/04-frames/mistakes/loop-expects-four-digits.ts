// style: loop
// check: refuses-codes-that-no-close-frame-may-carry
// hint: Whatever its number
// Treats only four-digit numbers as codes.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      const digits = /^close (\d{4})$/.exec(message.data)?.[1];
      if (digits === undefined) await socket.send(`text of length ${Buffer.byteLength(message.data)}`);
      else if (maySend(Number(digits))) await socket.close(Number(digits));
      else await socket.send(`cannot send ${digits}`);
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
