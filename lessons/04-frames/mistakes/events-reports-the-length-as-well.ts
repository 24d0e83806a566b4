// style: events
// check: refuses-codes-that-no-close-frame-may-carry
// hint: gets one reply
// Continues after it has refused a code.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const digits = /^close (\d+)$/.exec(data.toString())?.[1];
    if (digits !== undefined) {
      if (maySend(Number(digits))) return socket.close(Number(digits));
      socket.send(`cannot send ${digits}`);
    }
    socket.send(`text of length ${data.length}`);
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
