// style: loop
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: none
// Does not catch the exception of JSON.parse, so the connection is closed.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request = JSON.parse(message.data);
    if (request.type === "bye") return socket.close(1000, "bye");
    await socket.send(JSON.stringify(replyTo(request)));
  }
}

function replyTo(request: { type: string; text?: string }) {
  if (request.type === "chat") return { type: "echo", text: request.text };
  if (request.type === "ping") return { type: "pong" };
  return { type: "error", message: `unknown type ${request.type}` };
}
