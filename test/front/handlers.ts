// Handlers that the tests load: small, in the loop style, each answering so that its version can be told.

/** Answers each text with `mark:` before it. */
export const echo = (mark: string): string => `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send("${mark}:" + message.data);
  }
}
`;

/** Answers the first text with the headers it was connected with. */
export const tellHeaders = `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  await socket.send(JSON.stringify(socket.request.headers));
  for await (const _ of socket);
}
`;

export const logs = (line: string): string => `import type { Socket } from "ws101";
export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") { console.log("${line} " + message.data); await socket.send("logged"); }
  }
}
`;

export const notTypeScript = "export default function (";
export const throwsAtTop = 'throw new Error("not today");';
