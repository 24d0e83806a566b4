// Small handlers as the compiler would leave them.

export const echoLoop = `export default async function handle(socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}`;

export const echoEvents = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});`;

/** Answers every text with `<mark>:<text>`. */
export const marked = (mark: string) => `export default async function handle(socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send("${mark}:" + message.data);
  }
}`;
