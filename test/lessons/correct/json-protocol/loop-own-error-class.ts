// Throws its own error, and catches it where it replies.
import type { Socket } from "ws101";

class Invalid extends Error {}

type Request = { type: "chat"; text: string } | { type: "ping" } | { type: "bye" };

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type !== "text") continue;
    try {
      const request = parse(message.data);
      if (request.type === "bye") return await socket.close(1000, "bye");
      await socket.send(JSON.stringify(request.type === "ping" ? { type: "pong" } : { ...request, type: "echo" }));
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      await socket.send(JSON.stringify({ type: "error", message: error.message, code: 400 }));
    }
  }
}

function parse(text: string): Request {
  const value: unknown = parseJson(text);
  if (typeof value !== "object" || value === null) throw new Invalid("not an object");
  const { type, text: said } = value as Record<string, unknown>;
  if (type === "chat" && typeof said === "string") return { type, text: said };
  if (type === "ping" || type === "bye") return { type };
  throw new Invalid(`invalid message ${text}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Invalid(String(error));
  }
}
