// style: loop
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: ended the connection
// Catches around the loop, so the loop is over.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  try {
    for await (const message of socket) {
      if (message.type !== "text") continue;
      const request = JSON.parse(message.data);
      if (request.type === "bye") return socket.close(1000, "bye");
      if (request.type === "ping") await socket.send(JSON.stringify({ type: "pong" }));
      else await socket.send(JSON.stringify({ type: "echo", text: request.text }));
    }
  } catch {
    await socket.close(1003, "send JSON");
  }
}
