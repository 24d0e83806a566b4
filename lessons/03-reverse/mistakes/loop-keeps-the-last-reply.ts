// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: belongs to the text before
// Continues with the string of the previous text.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  let reply = "";
  for await (const message of socket) {
    if (message.type === "text") {
      for (const character of message.data) reply = character + reply;
      await socket.send(reply);
    } else if (message.type === "binary") await socket.send(message.data);
  }
}
