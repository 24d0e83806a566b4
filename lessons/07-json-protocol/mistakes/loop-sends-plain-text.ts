// style: loop
// check: replies-to-invalid-json-with-an-error-and-stays-open
// hint: not an error as the protocol defines it
// The error is a text instead of JSON.
import type { Socket } from "ws101";

type ClientMessage = { type: "chat"; text: string } | { type: "ping" } | { type: "bye" };

type ServerMessage = { type: "echo"; text: string } | { type: "pong" } | { type: "error"; message: string };

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    const request = parse(message.data);
    if (request?.type === "bye") return socket.close(1000, "bye");
    if (request === null) await socket.send("error: send JSON");
    else await socket.send(JSON.stringify(replyTo(request)));
  }
}

/** Returns null for anything that is not a valid message. */
function parse(text: string): ClientMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  if (value.type === "ping" || value.type === "bye") return { type: value.type };
  if (value.type !== "chat" || !("text" in value) || typeof value.text !== "string") return null;
  return { type: "chat", text: value.text };
}

function replyTo(request: Exclude<ClientMessage, { type: "bye" }> | null): ServerMessage {
  switch (request?.type) {
    case "chat":
      return { type: "echo", text: request.text };
    case "ping":
      return { type: "pong" };
    case undefined:
      return { type: "error", message: "send a chat with a text, a ping or a bye, as JSON" };
  }
}
