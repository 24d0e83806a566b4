// style: events
// check: replies-to-each-text-with-its-length-in-bytes
// hint: a text like any other
// Treats the word alone as a command.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.close(1003, "text only");
    const text = data.toString();
    const code = Number(text.split(" ")[1]);
    if (!text.startsWith("close")) socket.send(`text of length ${data.length}`);
    else if (maySend(code)) socket.close(code);
    else socket.send(`cannot send ${code}`);
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
