// Handlers that checks are tried on.

export const echo = `
import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`;

/** Never answers. */
export const mute = `
import { WebSocketServer } from "ws";
new WebSocketServer({ port: 1 }).on("connection", () => {});
`;

/** Events: \`body\` stands in the connection's listener, with \`socket\`, \`request\`, \`wss\` and \`text(listener)\`. */
export function events(body: string, top = ""): string {
  return `
import { WebSocketServer } from "ws";
${top}
const wss = new WebSocketServer({ port: 1 });
wss.on("connection", (socket, request) => {
  const text = (listener: (text: string) => void) => socket.on("message", (data) => listener(String(data)));
  ${body}
});
`;
}

/** The source of a checks.ts with one check. */
export function oneCheck(body: string, title = "does it"): string {
  return `import { check, close, fail, ping, pong } from "ws101/checks";
check(${JSON.stringify(title)}, async ({ connect, connectMany, handshake, clock, room, accept }) => {
  ${body}
});
`;
}
