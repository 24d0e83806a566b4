// style: events
// check: refuses-codes-that-no-close-frame-may-carry
// hint: none
// Throws its own error.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const code = codeIn(data.toString());
    if (code === null) socket.send(`text of length ${data.length}`);
    else if (maySend(code)) socket.close(code);
    else throw new Error(`cannot send ${code}`);
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

function codeIn(text: string): number | null {
  const digits = /^close (\d+)$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
