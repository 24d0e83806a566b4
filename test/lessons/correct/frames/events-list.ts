import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const code = codeIn(data.toString());
    if (code === null) socket.send(`text of length ${data.length}`);
    else if (maySend(code)) socket.close(code);
    else socket.send(`cannot send ${code}`);
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

function codeIn(text: string): number | null {
  const digits = /^close (\d+)$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

const reserved = new Set([1004, 1005, 1006]);

function maySend(code: number): boolean {
  return (code >= 1000 && code < 1015 && !reserved.has(code)) || (code >= 3000 && code < 5000);
}
