// What `import … from "ws"` gives.
import { serverClass } from "./server.ts";
import type { ServerSlot } from "./server-slot.ts";
import { WebSocket } from "./websocket.ts";

export function wsModule(stage: ServerSlot): Record<string, unknown> {
  const WebSocketServer = serverClass(stage);
  Object.assign(WebSocket, { WebSocket, WebSocketServer, Server: WebSocketServer, createWebSocketStream });
  return { default: WebSocket, WebSocket, WebSocketServer, createWebSocketStream };
}

function createWebSocketStream(): never {
  throw new Error(
    'createWebSocketStream() is not here: a handler has no Node streams. Listen for "message", or read with `for await` from "ws101".',
  );
}
