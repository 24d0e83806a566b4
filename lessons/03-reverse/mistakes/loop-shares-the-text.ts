// style: loop
// check: serves-each-client-until-it-closes
// hint: in the handler
// Collects the reply at module level.
import type { Socket } from "ws101";

let reply = "";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") {
      for (const character of message.data) reply = character + reply;
      await socket.send(reply);
      if (!message.data.startsWith("o")) reply = "";
    } else if (message.type === "binary") {
      await socket.send(message.data);
    }
  }
}
