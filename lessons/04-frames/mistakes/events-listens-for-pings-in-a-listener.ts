// style: events
// check: reports-each-ping-and-pong-with-its-length
// hint: next to the listener
// Listens for pings and pongs once a text has arrived, and again after each text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const digits = /^close (\d+)$/.exec(data.toString())?.[1];
    if (digits === undefined) socket.send(`text of length ${data.length}`);
    else if (maySend(Number(digits))) socket.close(Number(digits));
    else socket.send(`cannot send ${digits}`);
    socket.on("ping", (payload) => socket.send(`ping of length ${payload.length}`));
    socket.on("pong", (payload) => socket.send(`pong of length ${payload.length}`));
  });
});

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
