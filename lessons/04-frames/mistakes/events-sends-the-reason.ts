// style: events
// check: closes-with-1003-and-a-reason-on-binary
// hint: came as a message
// Sends the reason as a text, and cuts the connection.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) {
      socket.send("text only");
      return socket.terminate();
    }
    const digits = /^close (\d+)$/.exec(data.toString())?.[1];
    if (digits === undefined) socket.send(`text of length ${data.length}`);
    else if (maySend(Number(digits))) socket.close(Number(digits));
    else socket.send(`cannot send ${digits}`);
  });
  socket.on("ping", (data) => socket.send(`ping of length ${data.length}`));
  socket.on("pong", (data) => socket.send(`pong of length ${data.length}`));
});

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
