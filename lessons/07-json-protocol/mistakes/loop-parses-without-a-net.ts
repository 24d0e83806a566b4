// style: loop
// check: answers-what-is-no-json-with-an-error-and-stays
// hint: throws
// Lets JSON.parse throw through the handler, which costs the client its connection.
import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request = JSON.parse(message.data);
    if (request.type === "bye") return socket.close(1000, "bye");
    await socket.send(JSON.stringify(answerTo(request)));
  }
}

function answerTo(request: { type: string; text?: string }) {
  if (request.type === "chat") return { type: "echo", text: request.text };
  if (request.type === "ping") return { type: "pong" };
  return { type: "error", message: `there is no ${request.type}` };
}
