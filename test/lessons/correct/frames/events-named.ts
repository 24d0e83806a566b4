import { type WebSocket, WebSocketServer } from "ws";

new WebSocketServer({ port: 3000 }).on("connection", onConnection);

function onConnection(socket: WebSocket) {
  socket.on("message", (data, isBinary) => (isBinary ? socket.close(1003, "text only") : onText(socket, String(data))));
  for (const kind of ["ping", "pong"] as const) {
    socket.on(kind, (data) => socket.send(`${kind} of length ${data.length}`));
  }
}

function onText(socket: WebSocket, text: string) {
  const [word, number = "", ...rest] = text.split(" ");
  if (word !== "close" || !/^\d+$/.test(number) || rest.length > 0)
    return socket.send(`text of length ${Buffer.byteLength(text)}`);
  const code = Number(number);
  if (maySend(code)) socket.close(code);
  else socket.send(`cannot send ${code}`);
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
